using System.Text;

namespace Stagecraft.Bootstrap.Tests.Docker;

/// <summary>Docker 26.1's own report on Debian 13, with these settings, shortened.</summary>
[TestClass]
public sealed class DockerInfoTests
{
    internal const string Recorded = """
        {"Driver": "vfs", "Debug": true, "LoggingDriver": "local", "RegistryConfig": {"InsecureRegistryCIDRs": ["10.1.0.0/16", "127.0.0.0/8"], "IndexConfigs": {"docker.io": {"Name": "docker.io", "Mirrors": ["https://mirror.example.com/"], "Secure": true, "Official": true}, "registry.example.com:5000": {"Name": "registry.example.com:5000", "Mirrors": [], "Secure": false, "Official": false}}, "Mirrors": ["https://mirror.example.com/"]}, "DockerRootDir": "/var/lib/docker", "HttpProxy": "http://xxxxx:xxxxx@proxy.example.com:3128", "HttpsProxy": "", "NoProxy": "localhost", "Labels": ["b=2", "a=1"], "ExperimentalBuild": false, "DefaultRuntime": "runc", "LiveRestoreEnabled": true, "DefaultAddressPools": [{"Base": "10.99.0.0/16", "Size": 24}], "Warnings": null}
        """;

    [TestMethod]
    [DataRow("""{"log-driver":"local","registry-mirrors":["https://mirror.example.com"],"insecure-registries":["registry.example.com:5000","10.1.0.0/16"],"labels":["b=2","a=1"],"default-address-pools":[{"base":"10.99.0.0/16","size":24}],"live-restore":true,"debug":true}""", "")]
    [DataRow("""{"log-driver":"json-file"}""", "log-driver \"local\"")]
    [DataRow("""{"live-restore":false}""", "live-restore true")]
    [DataRow("""{"data-root":"/srv/docker"}""", "data-root \"/var/lib/docker\"")]
    [DataRow("""{"storage-driver":"overlay2"}""", "storage-driver \"vfs\"")]
    [DataRow("""{"default-runtime":"crun"}""", "default-runtime \"runc\"")]
    [DataRow("""{"registry-mirrors":["https://other.example.com"]}""", "registry-mirrors [\"https://mirror.example.com\"]")]
    [DataRow("""{"insecure-registries":["10.2.0.0/16"]}""", "insecure-registries []")]
    [DataRow("""{"labels":["a=1"]}""", "labels [\"a=1\",\"b=2\"]")]
    [DataRow("""{"default-address-pools":[{"base":"10.99.0.0/16","size":28}]}""", "default-address-pools [\"\\\"10.99.0.0/16\\\" 24\"]")]
    [DataRow("""{"log-opts":{"max-size":"1m"},"mtu":1280}""", "")]
    public void The_daemons_settings_are_compared_as_far_as_it_reports_them(string configured, string different)
    {
        var found = DockerInfo.Parse(Recorded)!.Differences(DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(configured)));

        Assert.AreEqual(different, string.Join(" / ", found.Select(change => $"{change.Key} {change.From}")));
    }

    [TestMethod]
    [DataRow("http://user:pass-word@proxy.example.com:3128", null, "localhost", "")]
    [DataRow("http://proxy.example.com:3128", null, null, "")]
    [DataRow("http://other.example.com:3128", null, "127.0.0.1", "http noProxy")]
    [DataRow(null, "http://proxy.example.com:3128", null, "https")]
    public void Proxies_are_compared_without_their_credentials(string? http, string? https, string? noProxy, string different)
    {
        var proxy = new DockerProxy { Http = http is null ? null : new Secret(http), Https = https is null ? null : new Secret(https), NoProxy = noProxy };

        Assert.AreEqual(different, string.Join(' ', DockerInfo.Parse(Recorded)!.Differences(proxy)));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("null")]
    [DataRow("Cannot connect to the Docker daemon")]
    [DataRow("{\"ServerErrors\": [\"x\"]}")]
    public void Anything_else_is_not_a_report(string text) => Assert.IsNull(DockerInfo.Parse(text));
}

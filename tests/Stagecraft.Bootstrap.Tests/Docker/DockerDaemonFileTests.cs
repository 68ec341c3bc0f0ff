using System.Text;
using System.Text.Json;

namespace Stagecraft.Bootstrap.Tests.Docker;

[TestClass]
public sealed class DockerDaemonFileTests
{
    [TestMethod]
    [DataRow("{}", """{"log-driver":"local"}""", """{"log-driver":"local"}""", "log-driver to \"local\"")]
    [DataRow("", """{"debug":true}""", """{"debug":true}""", "debug to true")]
    [DataRow("\ufeff{\"a\":1}", """{"debug":true}""", """{"a":1,"debug":true}""", "debug to true")]
    [DataRow("""{"log-driver":"json-file","dns":["10.0.0.2"]}""", """{"log-driver":"local"}""", """{"log-driver":"local","dns":["10.0.0.2"]}""", "log-driver to \"local\" (was \"json-file\")")]
    [DataRow("""{"log-opts":{"max-size":"1m","tag":"x"}}""", """{"log-opts":{"max-size":"10m","max-file":"3"}}""", """{"log-opts":{"max-size":"10m","tag":"x","max-file":"3"}}""", "log-opts.max-size to \"10m\" (was \"1m\") / log-opts.max-file to \"3\"")]
    [DataRow("""{"registry-mirrors":["https://a","https://b"]}""", """{"registry-mirrors":["https://c"]}""", """{"registry-mirrors":["https://c"]}""", "registry-mirrors to [\"https://c\"] (was [\"https://a\",\"https://b\"])")]
    [DataRow("""{"live-restore":true}""", """{"live-restore":true}""", """{"live-restore":true}""", "")]
    [DataRow("""{"mtu":1280}""", """{"mtu":1280.0}""", """{"mtu":1280}""", "")]
    [DataRow("""{"runtimes":{"a":{"path":"/a","secret":"of the owner"}}}""", """{"runtimes":{"a":"/b"}}""", """{"runtimes":{"a":"/b"}}""", "runtimes.a to \"/b\" (was an object)")]
    [DataRow("""{"x":null}""", """{"x":{"y":1}}""", """{"x":{"y":1}}""", "x to {\"y\":1} (was null)")]
    [DataRow("{}", """{"log-opts":{}}""", """{"log-opts":{}}""", "log-opts to {}")]
    [DataRow("{}", """{"exec-opts":["native.cgroupdriver=systemd"],"label":"<ü&'>"}""", """{"exec-opts":["native.cgroupdriver=systemd"],"label":"<ü&'>"}""", "exec-opts to [\"native.cgroupdriver=systemd\"] / label to \"<ü&'>\"")]
    public void Configured_keys_are_merged_into_the_owners_file(string file, string configured, string merged, string changes)
    {
        var content = DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(file));

        var made = DockerDaemonFile.Merge(content, DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(configured)));

        Assert.AreEqual(merged, DockerDaemonFile.Show(content));
        Assert.AreEqual(changes, string.Join(" / ", made));
        Assert.IsEmpty(DockerDaemonFile.Merge(content, DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(configured))), "a second merge changes nothing");
        Assert.EndsWith("}\n", DockerDaemonFile.Text(content));
    }

    [TestMethod]
    [DataRow("{ // log rotation\n}")]
    [DataRow("{\"a\": 1,}")]
    [DataRow("{\"a\": 1, \"a\": 2}")]
    [DataRow("{\"a\": {\"b\": 1, \"b\": 2}}")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("{")]
    [DataRow("{} {}")]
    public void Anything_else_is_rejected(string file) =>
        Assert.Throws<JsonException>(() => DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(file)));

    [TestMethod]
    [DataRow("debug labels live-restore max-concurrent-downloads registry-mirrors insecure-registries features runtimes", true)]
    [DataRow("log-driver", false)]
    [DataRow("debug log-opts.max-size", false)]
    [DataRow("features.buildkit", true)]
    public void Docker_reloads_the_options_that_it_documents(string keys, bool reloads) =>
        Assert.AreEqual(reloads, DockerDaemonFile.IsReloadable(keys.Split(' ').Select(key => new DaemonChange(key, null, "1"))));
}

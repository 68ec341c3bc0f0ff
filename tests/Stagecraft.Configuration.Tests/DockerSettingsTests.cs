namespace Stagecraft.Configuration.Tests;

/// <summary>The settings of Docker that are more than a word.</summary>
[TestClass]
public sealed class DockerSettingsTests
{
    [TestMethod]
    [DataRow("{log-driver: local}", """{"log-driver":"local"}""")]
    [DataRow("{log-opts: {max-size: 10m, max-file: 3, compress: true}}", """{"log-opts":{"max-size":"10m","max-file":"3","compress":"true"}}""")]
    [DataRow("{live-restore: true, mtu: 1280, labels: [a=b, '1'], x: 1.5, y: ~, z: '7'}", """{"live-restore":true,"mtu":1280,"labels":["a=b","1"],"x":1.5,"y":null,"z":"7"}""")]
    [DataRow("{default-address-pools: [{base: 10.99.0.0/16, size: 24}]}", """{"default-address-pools":[{"base":"10.99.0.0/16","size":24}]}""")]
    [DataRow("{default-network-opts: {bridge: {com.docker.network.driver.mtu: '1280'}}}", """{"default-network-opts":{"bridge":{"com.docker.network.driver.mtu":"1280"}}}""")]
    [DataRow("{}", "{}")]
    public void Keys_of_daemon_json_keep_their_types(string yaml, string json) =>
        Assert.AreEqual(json, Config.ReadBootstrap($"docker: {{daemon: {yaml}}}").Options.Docker.Daemon);

    [TestMethod]
    public void Each_user_counts_once() =>
        Assert.AreSequenceEqual(["deploy", "ci"], Config.ReadBootstrap("docker: {users: [deploy, ci, deploy]}").Options.Docker.Users);

    [TestMethod]
    public void The_url_of_a_proxy_comes_from_a_variable()
    {
        var proxy = Config.ReadBootstrap(
            "docker: {proxy: {httpEnv: PROXY, https: 'http://proxy.example.com:3128', noProxy: localhost}}",
            ("PROXY", "http://user:s3cret@proxy.example.com:3128")).Options.Docker.Proxy!;

        Assert.AreEqual("HTTP_PROXY=http://user:s3cret@proxy.example.com:3128\nHTTPS_PROXY=http://proxy.example.com:3128\nNO_PROXY=localhost\n", proxy.Variables());
        Assert.AreSequenceEqual(["http://user:s3cret@proxy.example.com:3128", "s3cret", "s3cret"], proxy.Secrets().Select(secret => secret.Reveal()));
    }

    [TestMethod]
    [DataRow("{http: 'http://user:word@proxy:1'}", "docker.proxy.http contains a user or a password. Put the URL into an environment variable or a file, and name that in httpEnv or httpFile.")]
    [DataRow("{httpEnv: PROXY}", "The environment variable PROXY is not set.")]
    [DataRow("{noProxy: localhost}", "docker.proxy needs http or https.")]
    [DataRow("{http: 'proxy:1'}", "docker.proxy.http must be the URL of a proxy")]
    [DataRow("{http: 'http://p:1', httpFile: f}", "docker.proxy has more than one of http, httpEnv and httpFile. Keep one.")]
    public void A_wrong_proxy_is_reported(string yaml, string message)
    {
        var errors = Config.ErrorsOfBootstrap($"docker: {{proxy: {yaml}}}");

        Assert.HasCount(1, errors);
        Assert.Contains(message, errors[0]);
    }
}

using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Providers.Tailscale;

var network = new TailscaleProvider(new TailscaleOptions
{
    AuthKey = new Secret(Environment.GetEnvironmentVariable("TS_AUTHKEY") ?? ""),
    TailnetDomain = "example.ts.net",
    DefaultTags = ["tag:app"],
});
await using var ssh = SshConnector.Create(new SshOptions { AgentSocket = Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") });
Host[] hosts = [new() { Id = "app-1", PublicIp = "203.0.113.7" }, new() { Id = "db-1", PublicIp = "203.0.113.8" }];

var report = await new BootstrapEngine(ssh, network).RunAsync(hosts);
report.Write(ReportFormat.Text, Console.Out);
return report.Succeeded == hosts.Length ? 0 : 1;

using System.Reflection;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Contract;

[TestClass]
public sealed class ErrorCodeTests
{
    // Users have ids and numbers in scripts and in suppressions. They are never changed and never reused.
    private const string Catalog = """
        SCB1001 config_invalid
        SCB1101 ssh_unreachable
        SCB1102 ssh_auth_failed
        SCB1103 ssh_host_key_unknown
        SCB1104 ssh_host_key_mismatch
        SCB1105 ssh_connection_lost
        SCB1201 host_unsupported
        SCB1202 host_no_privilege
        SCB1203 host_busy
        SCB1204 host_duplicate
        SCB1205 host_logs_input
        SCB1301 docker_detect_failed
        SCB1302 docker_install_failed
        SCB1303 docker_verify_failed
        SCB1304 docker_settings_failed
        SCB1305 docker_restart_needed
        SCB1401 network_install_failed
        SCB1402 network_join_failed
        SCB1403 network_leave_failed
        SCB1501 cloud_host_failed
        SCB1901 timed_out
        SCB1902 cancelled
        SCB1903 run_stopped
        SCB1999 internal_error
        """;

    [TestMethod]
    public void The_catalog_is_a_contract() =>
        Assert.AreEqual(Catalog.ReplaceLineEndings("\n"), string.Join('\n', ErrorCode.All.Select(code => $"{code.DiagnosticId} {code}")));

    [TestMethod]
    public void Ids_and_numbers_are_unique_and_the_catalog_is_complete()
    {
        var declared = typeof(ErrorCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ErrorCode)field.GetValue(null)!).ToList();

        Assert.AreSequenceEqual(declared, ErrorCode.All, SequenceOrder.InAnyOrder);
        Assert.HasCount(declared.Count, declared.Select(code => code.Id).Distinct(StringComparer.Ordinal));
        Assert.HasCount(declared.Count, declared.Select(code => code.DiagnosticId).Distinct(StringComparer.Ordinal));
    }

    [TestMethod]
    public void Each_code_has_a_heading_on_the_diagnostics_page()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "diagnostics.md"));

        foreach (var code in ErrorCode.All)
        {
            Assert.EndsWith($"/docs/diagnostics.md#{code.Id}", code.HelpLink);
            Assert.Contains($"## {code.Id}", page);
            Assert.HasCount(1, page.Where(line => line.StartsWith($"| [{code.Id}](#{code.Id}) | {code.DiagnosticId} |", StringComparison.Ordinal)), code.Id);
        }
    }

    [TestMethod]
    public void Each_section_has_event_causes_checks_and_fix()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics.md")).ReplaceLineEndings("\n");
        var sections = page.Split("\n## ").Skip(1).ToDictionary(section => section.Split('\n')[0], StringComparer.Ordinal);

        foreach (var code in ErrorCode.All)
        {
            foreach (var part in (string[])["Common causes", "Check", "Fix"])
                Assert.Contains($"\n**{part}**", sections[code.Id], $"{code.Id}: {part}");
        }
    }
}

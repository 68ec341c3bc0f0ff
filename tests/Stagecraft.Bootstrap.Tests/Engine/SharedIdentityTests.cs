using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class SharedIdentityTests
{
    [TestMethod]
    public void Different_hosts_keep_their_results()
    {
        HostResult[] results = [Host("a", "m1", "n1"), Host("b", "m2", "n2"), Host("c", null, null), Host("d", null, null)];

        Assert.AreSame(results, SharedIdentity.Judge(results));
    }

    [TestMethod]
    public void Two_entries_for_one_host_both_fail_and_name_each_other()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m1", null), Host("c", "m2", "n2")]);

        Assert.AreEqual("host_duplicate host_duplicate success", Outcomes(judged));
        Assert.AreEqual("This is the same machine as host-b (203.0.113.7).", judged[0].Cause);
        Assert.AreEqual("List each machine once, or correct the wrong address.", judged[0].Remedy);
        Assert.AreEqual("host-a (203.0.113.7): This is the same machine as host-b (203.0.113.7). List each machine once, or correct the wrong address.", judged[0].Message);
        Assert.AreEqual("This is the same machine as host-a (203.0.113.7).", judged[1].Cause);
        Assert.IsNull(judged[0].Facts.Fqdn);
        Assert.AreEqual("27.5.1", judged[0].Facts.DockerVersion);
        Assert.IsTrue(judged[0].Changed);
    }

    [TestMethod]
    public void Two_hosts_with_one_node_fail_with_the_fix_for_the_copy()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m2", "n1"), Host("c", "m3", "N1")]);

        Assert.AreEqual("host_duplicate host_duplicate success", Outcomes(judged));
        Assert.AreEqual("This host is the same network node as host-a (203.0.113.7): the network client's state was copied from one to the other.", judged[1].Cause);
        Assert.Contains("Do not log it out", judged[1].Remedy);
        Assert.AreEqual($"host-b (203.0.113.7): {judged[1].Cause} {judged[1].Remedy}", judged[1].Message);
    }

    [TestMethod]
    public void The_same_host_is_the_reason_even_if_the_node_is_shared()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m1", "n1")]);

        Assert.AreEqual("host_duplicate host_duplicate", Outcomes(judged));
        Assert.IsTrue(judged.All(result => result.Cause.StartsWith("This is the same machine as ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Three_entries_for_one_host_name_the_other_two()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", null), Host("b", "m2", null), Host("c", "m1", null), Host("d", "m1", null)]);

        Assert.AreEqual("host_duplicate success host_duplicate host_duplicate", Outcomes(judged));
        Assert.AreEqual("This is the same machine as host-a (203.0.113.7), host-d (203.0.113.7).", judged[2].Cause);
    }

    [TestMethod]
    public void A_host_can_share_its_identity_and_its_node_with_different_hosts()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m1", "n2"), Host("c", "m3", "n2")]);

        Assert.AreEqual("host_duplicate host_duplicate host_duplicate", Outcomes(judged));
        Assert.Contains("same machine as host-a", judged[1].Cause);
        Assert.Contains("same network node as host-b", judged[2].Cause);
    }

    [TestMethod]
    public void Many_entries_for_one_host_name_ten_and_count_the_rest()
    {
        var judged = SharedIdentity.Judge([.. Enumerable.Range(10, 13).Select(i => Host($"{i}", "m1", null))]);

        Assert.EndsWith("host-20 (203.0.113.7) and 2 more.", judged[0].Cause);
        Assert.StartsWith("This is the same machine as host-10 (203.0.113.7), host-11", judged[12].Cause);
    }

    [TestMethod]
    public void Eleven_entries_for_one_host_name_the_other_ten()
    {
        var judged = SharedIdentity.Judge([.. Enumerable.Range(10, 11).Select(i => Host($"{i}", "m1", null))]);

        Assert.EndsWith(", host-20 (203.0.113.7).", judged[0].Cause);
    }

    [TestMethod]
    public void A_failed_duplicate_keeps_its_reason_and_the_other_names_it()
    {
        var failed = Failed("a", "m1", ErrorCode.DockerInstallFailed);

        var judged = SharedIdentity.Judge([failed, Host("b", "m1", null)]);

        Assert.AreSame(failed, judged[0]);
        Assert.AreEqual("docker_install_failed host_duplicate", Outcomes(judged));
        Assert.Contains("host-a", judged[1].Cause);
    }

    [TestMethod]
    public void A_cancelled_duplicate_keeps_its_reason_and_the_other_names_it()
    {
        var cancelled = Failed("a", "m1", ErrorCode.Cancelled) with { Status = HostStatus.Skipped };

        var judged = SharedIdentity.Judge([cancelled, Host("b", "m1", null)]);

        Assert.AreSame(cancelled, judged[0]);
        Assert.AreEqual(ErrorCode.HostDuplicate, judged[1].ErrorCode);
    }

    [TestMethod]
    public void A_warning_is_kept()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", null) with { Warnings = ["w"] }, Host("b", "m1", null)]);

        Assert.AreEqual("w", judged[0].Warnings.Single());
    }

    [TestMethod]
    public void Hosts_with_similar_ids_are_different()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", null), Host("a", "m1", null)]);

        Assert.AreEqual("host_duplicate host_duplicate", Outcomes(judged));
    }

    [TestMethod]
    [DataRow("id", "boot", "42", true)]
    [DataRow("id", "other", "42", false, DisplayName = "a template's machine id on another machine")]
    [DataRow("id", "boot", "43", false, DisplayName = "a container on the same kernel, from the same template")]
    [DataRow("other", "boot", "42", false)]
    [DataRow("idboot", "", "42", false)]
    public void A_host_is_recognized_by_machine_id_and_boot_id(string id, string boot, string start, bool same) =>
        Assert.AreEqual(same, HostIdentity.DigestOfMachine("id", "boot", "42") == HostIdentity.DigestOfMachine(id, boot, start));

    [TestMethod]
    [DataRow("", "boot", "42")]
    [DataRow("id", "", "42")]
    [DataRow("id", "boot", "")]
    public void An_incomplete_identity_is_not_recognized(string id, string boot, string start) =>
        Assert.IsNull(HostIdentity.DigestOfMachine(id, boot, start));

    [TestMethod]
    public void A_digest_does_not_show_its_input()
    {
        var digest = HostIdentity.DigestOfMachine("0123456789abcdef0123456789abcdef", "boot", "42")!;

        Assert.MatchesRegex("^[0-9a-f]{32}$", digest);
        Assert.AreNotEqual("0123456789abcdef0123456789abcdef", digest);
    }

    [TestMethod]
    public void The_result_does_not_depend_on_how_hosts_were_split()
    {
        HostResult[] all =
        [
            Host("a", "m1", "n1"), Host("b", "m1", "n2"), Host("c", "m2", "n2"), Host("d", "m3", "n2"),
            Failed("e", "m2", ErrorCode.DockerInstallFailed), Host("f", "m4", "n4"), Host("g", null, "n4"), Host("h", "m5", null),
        ];
        var expected = Json(SharedIdentity.Judge(all));
        Assert.Contains("host_duplicate", expected);

        for (var parts = 0; parts < 1 << all.Length; parts++)
        {
            var (first, second) = (SharedIdentity.Judge(Part(true)), SharedIdentity.Judge(Part(false)));
            HostResult[] merged = [.. first.Concat(second).OrderBy(result => result.HostId, StringComparer.Ordinal)];

            Assert.AreEqual(expected, Json(SharedIdentity.Judge(merged)));

            HostResult[] Part(bool inFirst) => [.. all.Where((_, i) => ((parts >> i & 1) == 1) == inFirst)];
        }
    }

    private static string Json(IReadOnlyList<HostResult> results) => JsonReport.Write(new BootstrapReport(CheckOnly: false, results, []));

    private static string Outcomes(IEnumerable<HostResult> results) => string.Join(' ', results.Select(result => result.ErrorCode?.Id ?? "success"));

    private static HostResult Failed(string id, string machine, ErrorCode code) =>
        Host(id, machine, null) with { Status = HostStatus.Failed, ErrorCode = code, Message = "It failed.", Cause = "It failed.", Remedy = "Look." };

    private static HostResult Host(string id, string? machine, string? node) => new()
    {
        HostId = id,
        Name = $"host-{id}",
        PublicIp = "203.0.113.7",
        Status = HostStatus.Success,
        Changed = true,
        Steps = [new StepResult("connect", StepOutcome.Ok, "as root")],
        Facts = new HostFacts { DockerVersion = "27.5.1", Fqdn = $"host-{id}.example" },
        Identity = new HostIdentity { Machine = machine, Node = node },
    };
}

using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class SharedIdentityTests
{
    [TestMethod]
    public void Hosts_of_which_each_is_another_stay_as_they_are()
    {
        HostResult[] results = [Host("a", "m1", "n1"), Host("b", "m2", "n2"), Host("c", null, null), Host("d", null, null)];

        Assert.AreSame(results, SharedIdentity.Judge(results));
    }

    [TestMethod]
    public void Two_hosts_that_are_one_machine_both_fail_and_name_each_other()
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
    public void Two_machines_that_are_one_node_both_fail_and_learn_how_the_copy_gets_a_node_of_its_own()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m2", "n1"), Host("c", "m3", "N1")]);

        Assert.AreEqual("host_duplicate host_duplicate success", Outcomes(judged));
        Assert.AreEqual("This host is the same network node as host-a (203.0.113.7): the network client's state was copied from one to the other.", judged[1].Cause);
        Assert.Contains("Do not log it out", judged[1].Remedy);
        Assert.AreEqual($"host-b (203.0.113.7): {judged[1].Cause} {judged[1].Remedy}", judged[1].Message);
    }

    [TestMethod]
    public void One_machine_is_the_reason_where_it_is_one_node_too()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m1", "n1")]);

        Assert.AreEqual("host_duplicate host_duplicate", Outcomes(judged));
        Assert.IsTrue(judged.All(result => result.Cause.StartsWith("This is the same machine as ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Three_hosts_that_are_one_name_the_other_two()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", null), Host("b", "m2", null), Host("c", "m1", null), Host("d", "m1", null)]);

        Assert.AreEqual("host_duplicate success host_duplicate host_duplicate", Outcomes(judged));
        Assert.AreEqual("This is the same machine as host-a (203.0.113.7), host-d (203.0.113.7).", judged[2].Cause);
    }

    [TestMethod]
    public void A_host_may_be_the_machine_of_one_and_the_node_of_another()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", "n1"), Host("b", "m1", "n2"), Host("c", "m3", "n2")]);

        Assert.AreEqual("host_duplicate host_duplicate host_duplicate", Outcomes(judged));
        Assert.Contains("same machine as host-a", judged[1].Cause);
        Assert.Contains("same network node as host-b", judged[2].Cause);
    }

    [TestMethod]
    public void Many_hosts_that_are_one_name_ten_and_count_the_rest()
    {
        var judged = SharedIdentity.Judge([.. Enumerable.Range(10, 13).Select(i => Host($"{i}", "m1", null))]);

        Assert.EndsWith("host-20 (203.0.113.7) and 2 more.", judged[0].Cause);
        Assert.StartsWith("This is the same machine as host-10 (203.0.113.7), host-11", judged[12].Cause);
    }

    [TestMethod]
    public void A_host_that_failed_by_itself_keeps_its_reason_and_the_other_names_it()
    {
        var failed = Failed("a", "m1", ErrorCode.DockerInstallFailed);

        var judged = SharedIdentity.Judge([failed, Host("b", "m1", null)]);

        Assert.AreSame(failed, judged[0]);
        Assert.AreEqual("docker_install_failed host_duplicate", Outcomes(judged));
        Assert.Contains("host-a", judged[1].Cause);
    }

    [TestMethod]
    public void A_host_that_was_cancelled_keeps_its_reason_and_the_other_names_it()
    {
        var cancelled = Failed("a", "m1", ErrorCode.Cancelled) with { Status = HostStatus.Skipped };

        var judged = SharedIdentity.Judge([cancelled, Host("b", "m1", null)]);

        Assert.AreSame(cancelled, judged[0]);
        Assert.AreEqual(ErrorCode.HostDuplicate, judged[1].ErrorCode);
    }

    [TestMethod]
    public void A_warning_stays()
    {
        var judged = SharedIdentity.Judge([Host("a", "m1", null) with { Warnings = ["w"] }, Host("b", "m1", null)]);

        Assert.AreEqual("w", judged[0].Warnings.Single());
    }

    [TestMethod]
    public void Hosts_whose_ids_look_alike_are_still_two()
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
    public void A_machine_is_recognized_by_its_id_and_its_boot_together(string id, string boot, string start, bool same) =>
        Assert.AreEqual(same, HostIdentity.DigestOfMachine("id", "boot", "42") == HostIdentity.DigestOfMachine(id, boot, start));

    [TestMethod]
    [DataRow("", "boot", "42")]
    [DataRow("id", "", "42")]
    [DataRow("id", "boot", "")]
    public void What_does_not_say_all_of_it_is_not_recognized(string id, string boot, string start) =>
        Assert.IsNull(HostIdentity.DigestOfMachine(id, boot, start));

    [TestMethod]
    public void A_digest_shows_none_of_what_it_is_made_of()
    {
        var digest = HostIdentity.DigestOfMachine("0123456789abcdef0123456789abcdef", "boot", "42")!;

        Assert.MatchesRegex("^[0-9a-f]{32}$", digest);
        Assert.AreNotEqual("0123456789abcdef0123456789abcdef", digest);
    }

    [TestMethod]
    public void However_hosts_were_parted_before_all_of_them_together_are_judged_the_same()
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

namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>Package operations on a host that is busy or broken. The messages of apt and dpkg are quotations from Ubuntu 22.04.</summary>
[TestClass]
public sealed class AptScriptTests
{
    private const string ListsLocked =
        "Reading package lists...\nE: Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)\nE: Unable to lock directory /var/lib/apt/lists/\n";

    private const string DpkgLocked =
        "Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)...\n"
        + "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)\n"
        + "N: Be aware that removing the lock file is not a solution and may break your system.\n"
        + "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n";

    // The message of a real host at the end of its wait.
    private const string DpkgLockedForEver =
        "Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (python3)...\n"
        + "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n";

    private const string Interrupted = "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n";

    private const string Unmet =
        "The following packages have unmet dependencies:\n foo : Depends: bar but it is not installed\n"
        + "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution).\n";

    [TestMethod]
    public async Task Packages_are_installed_in_a_separate_unit_without_prompts_and_removals()
    {
        using var host = Host().On("apt-get");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install --reinstall docker.io");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer.Error);
        var unit = host.CallsOf("systemd-run").Single();
        Assert.Contains("--wait --collect", unit);
        Assert.Contains("--property=RuntimeMaxSec=60", unit);
        Assert.Contains("DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l", unit);
        var call = host.CallsOf("apt-get").Single();
        Assert.Contains("-o APT::Get::Assume-Yes=true -o APT::Get::Remove=false -o DPkg::Lock::Timeout=10 ", call);
        Assert.Contains("--force-confold", call);
        Assert.EndsWith(" install --no-install-recommends --reinstall docker.io", call);
        Assert.IsFalse(Directory.EnumerateFileSystemEntries(host.Path("/run/stagecraft")).Any(), "no log stays behind");
    }

    // The lines of a real host.
    private const string Summary = "0 upgraded, 31 newly installed, 0 to remove and 0 not upgraded.\nNeed to get 105 MB of archives.\n";

    private const string Fetched = "Get:1 http://deb.debian.org/debian trixie/main amd64 iptables amd64 1.8.11-2 [360 kB]\nGet:2 http://deb.debian.org/debian trixie/main amd64 docker.io amd64 26.1.5+dfsg1-9+b9 [31.4 MB]\n";

    [TestMethod]
    [DataRow("", "")]
    [DataRow("Reading package lists...\n", "")]
    [DataRow("Get:1 http://deb.debian.org/debian trixie InRelease [140 kB]\n", "fetching package lists, 1 file")]
    [DataRow("Hit:1 http://deb.debian.org/debian trixie InRelease\nGet:2 http://deb.debian.org/debian trixie/main amd64 Packages [9670 kB]\n", "fetching package lists, 2 files")]
    [DataRow(Summary, "")]
    [DataRow(Summary + Fetched, "downloading docker.io, 2 of 31")]
    [DataRow(Summary + Fetched + "Selecting previously unselected package iptables.\nUnpacking libip4tc2:amd64 (1.8.11-2) ...\n", "unpacking libip4tc2, 1 of 31")]
    [DataRow(Summary + Fetched + "Unpacking iptables (1.8.11-2) ...\nSetting up docker.io (26.1.5+dfsg1-9+b9) ...\n", "configuring docker.io, 1 of 31")]
    [DataRow(Summary + "Processing triggers for man-db (2.13.1-1) ...\n", "running the triggers of man-db")]
    [DataRow("Setting up docker.io (26.1.5) ...\n", "configuring docker.io")]
    [DataRow("Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)...\n", "waiting for a lock held by process 812 (unattended-upgr)")]
    public async Task Progress_names_the_package_and_counts(string log, string expected)
    {
        using var host = Host().On("log", log);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\nlog >\"$apt_log\"\nanswer now \"$(apt_progress)\"");

        Assert.AreEqual(expected, answer["now"]);
    }

    [TestMethod]
    public async Task A_watched_operation_prints_progress_only_when_it_changes_and_only_while_it_runs()
    {
        using var host = Host();
        // Ends after the progress was looked at several times.
        host.On("apt-get", Summary + Fetched, also: $"until [ \"$(grep -c '^sleep' '{host.Path("calls")}')\" -ge 5 ]; do :; done");

        var answer = await host.CallAsync("apt", "watched=yes\napt_begin 10 60\napt_install docker.io\nanswer done yes");

        Assert.AreEqual("yes", answer["done"]);
        Assert.AreEqual("@@stagecraft begin nothing\n@@stagecraft progress downloading docker.io, 2 of 31\ndone=yes\n@@stagecraft end nothing 0\n", host.Output);
    }

    [TestMethod]
    public async Task An_operation_that_no_one_watches_prints_no_progress()
    {
        using var host = Host().On("apt-get", Summary + Fetched);

        await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.DoesNotContain("progress", host.Output);
        Assert.IsEmpty(host.CallsOf("sleep"));
    }

    [TestMethod]
    public async Task The_operation_waits_for_a_lock_on_the_lists()
    {
        using var host = Host().On("apt-get", ListsLocked, exit: 100).On("apt-get", ListsLocked, exit: 100).On("apt-get");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\nanswer error \"$apt_fetch_error\"");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer["error"]);
        Assert.HasCount(3, host.CallsOf("apt-get"));
        Assert.HasCount(2, host.CallsOf("sleep"));
    }

    [TestMethod]
    public async Task A_permanent_lock_on_the_lists_makes_the_host_busy()
    {
        using var host = Host().On("apt-get", ListsLocked, exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update");

        Assert.AreEqual("busy", answer["reason"]);
        Assert.AreEqual("E: Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)", answer["detail"]);
        Assert.IsLessThanOrEqualTo(5, host.CallsOf("sleep").Count, "not longer than its limit");
        Assert.IsGreaterThan(1, host.CallsOf("sleep").Count);
    }

    [TestMethod]
    [DataRow(DpkgLocked, "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)")]
    [DataRow(DpkgLockedForEver, "Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (python3)")]
    public async Task The_operation_does_not_wait_twice_for_a_lock(string said, string detail)
    {
        using var host = Host().On("apt-get", said, exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 300 900\napt_install docker.io");

        Assert.AreEqual("busy", answer["reason"]);
        Assert.AreEqual(detail, answer["detail"]);
        Assert.HasCount(1, host.CallsOf("apt-get"));
    }

    [TestMethod]
    [DataRow("/run/lock/other 1 init\n/var/lib/dpkg/lock-frontend 812 python3\n", "Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (python3)")]
    [DataRow("/run/lock/other 1 init\n", "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?")]
    public async Task A_lock_holder_that_apt_does_not_name_is_looked_up(string locks, string detail)
    {
        using var host = Host().On("apt-get", DpkgLocked.Split('\n')[^2] + "\n", exit: 100).On("lslocks", locks);

        var answer = await host.CallAsync("apt", "apt_begin 0 900\napt_install docker.io");

        Assert.AreEqual("busy", answer["reason"]);
        Assert.AreEqual(detail, answer["detail"]);
    }

    [TestMethod]
    public async Task A_released_lock_is_not_the_reason_for_a_later_failure()
    {
        using var host = Host().On(
            "apt-get",
            "Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (apt-get)...\nE: Unable to locate package docker.io\n",
            exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 300 900\napt_install docker.io");

        Assert.AreEqual("install: E: Unable to locate package docker.io", $"{answer["reason"]}: {answer["detail"]}");
        Assert.HasCount(1, host.CallsOf("apt-get"));
    }

    [TestMethod]
    public async Task An_interrupted_dpkg_is_finished_and_the_operation_repeated()
    {
        using var host = Host().On("apt-get", Interrupted, exit: 100).On("apt-get").On("dpkg", exit: 1);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreSequenceEqual(["dpkg --configure -a --force-confdef --force-confold"], host.CallsOf("dpkg"));
        Assert.HasCount(2, host.CallsOf("apt-get"));
    }

    [TestMethod]
    public async Task A_dpkg_that_stays_interrupted_fails_the_operation()
    {
        using var host = Host().On("apt-get", Interrupted, exit: 100).On("dpkg", exit: 1);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual("install", answer["reason"]);
        Assert.StartsWith("E: dpkg was interrupted", answer["detail"]);
        Assert.HasCount(1, host.CallsOf("dpkg"));
        Assert.HasCount(2, host.CallsOf("apt-get"));
    }

    [TestMethod]
    public async Task Broken_dependencies_are_fixed_and_the_operation_repeated()
    {
        using var host = Host().On("apt-get", Interrupted, exit: 100).On("apt-get", Unmet, exit: 100).On("apt-get").On("dpkg");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.HasCount(4, host.CallsOf("apt-get"));
        Assert.Contains("--fix-broken", host.CallsOf("apt-get")[2]);
        Assert.Contains(" install --no-install-recommends docker.io", host.CallsOf("apt-get")[3]);
    }

    [TestMethod]
    public async Task Dependencies_that_stay_broken_fail_the_operation()
    {
        using var host = Host().On("apt-get", Unmet, exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual("dependencies", answer["reason"]);
        Assert.AreEqual(
            "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution) (foo : Depends: bar but it is not installed)",
            answer["detail"]);
        Assert.HasCount(3, host.CallsOf("apt-get"));
    }

    [TestMethod]
    [DataRow("Reading package lists...\nE: Unable to locate package docker.io\nE: Couldn't find any package by glob 'docker.io'\n", "E: Unable to locate package docker.io")]
    [DataRow("Setting up docker.io ...\ndpkg: error processing package docker.io (--configure):\n installed docker.io package post-installation script subprocess returned error exit status 1\nErrors were encountered while processing:\n docker.io\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n", "dpkg: error processing package docker.io (--configure): installed docker.io package post-installation script subprocess returned error exit status 1")]
    [DataRow("dpkg: error: cannot write to log file: No space left on device\nE: Sub-process /usr/bin/dpkg returned an error code (2)\n", "dpkg: error: cannot write to log file: No space left on device")]
    [DataRow("dpkg: error: unable to access the database\n", "dpkg: error: unable to access the database")]
    [DataRow("dpkg: error processing package x (--configure):\n", "dpkg: error processing package x (--configure):")]
    [DataRow("E: Sub-process /usr/bin/dpkg returned an error code (1)\n\n", "E: Sub-process /usr/bin/dpkg returned an error code (1)")]
    [DataRow("Segmentation fault\n\n", "Segmentation fault")]
    [DataRow("", "Finished with result: exit-code")]
    public async Task The_detail_of_a_failed_operation_is_the_line_that_explains_it(string output, string expected)
    {
        using var host = Host().On("apt-get", output, exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual(expected, answer["detail"]);
        Assert.IsFalse(answer.Succeeded);
    }

    [TestMethod]
    public async Task A_service_manager_that_cannot_run_a_unit_is_quoted()
    {
        using var host = new ShellSandbox().On("systemd-run", exit: 1, error: "Failed to connect to bus: No such file or directory\n");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual("install: Failed to connect to bus: No such file or directory", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    public async Task An_operation_that_the_service_manager_ends_at_its_limit_times_out()
    {
        using var host = new ShellSandbox().On("systemd-run", exit: 1, error: "Running as unit: x.service\nFinished with result: timeout\nMain processes terminated with: code=killed/status=TERM\n");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual("timeout: the package operation did not end within 60 s", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    public async Task A_failed_source_is_ignored_if_the_installation_succeeds()
    {
        const string Failed = "Err:1 http://old.example.com jammy InRelease\nW: Failed to fetch http://old.example.com/dists/jammy/InRelease  Could not resolve 'old.example.com'\nW: Some index files failed to download.\n";
        using var host = Host().On("apt-get", Failed).On("apt-get");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install docker.io");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
    }

    [TestMethod]
    public async Task A_failed_source_is_reported_if_the_installation_fails_too()
    {
        const string Failed = "W: Failed to fetch http://archive.ubuntu.com/dists/jammy/InRelease  Could not resolve 'archive.ubuntu.com'\n";
        using var host = Host().On("apt-get", Failed).On("apt-get", "E: Unable to locate package docker.io\n", exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install docker.io");

        Assert.AreEqual(
            "E: Unable to locate package docker.io (before that: W: Failed to fetch http://archive.ubuntu.com/dists/jammy/InRelease  Could not resolve 'archive.ubuntu.com')",
            answer["detail"]);
        Assert.AreEqual("fetch", answer["reason"], "the way to the source is what to look at");
    }

    [TestMethod]
    [DataRow("W: GPG error: http://a.example jammy InRelease: The following signatures were invalid: BADSIG 3B4FE6ACC0B21F32 Ubuntu", "signature")]
    [DataRow("W: OpenPGP signature verification failed: http://a.example trixie InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Verifying signature:            Message has been manipulated", "signature", DisplayName = "apt 3.0")]
    [DataRow("W: Signature verification failed: http://a.example sid InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Verifying signature:            Message has been manipulated", "signature", DisplayName = "apt 3.3")]
    [DataRow("W: OpenPGP signature verification failed: http://a.example trixie InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Signing key on 3CFB8EE5271ACB1D3CFB8EE5271ACB1D3CFB8EE5 is not bound: SHA1 is not considered secure", "signature", DisplayName = "a key that sqv rejects")]
    [DataRow("E: Release file for http://a.example/dists/jammy/InRelease is not valid yet (invalid for another 364d 23h 59min 46s). Updates for this repository will not be applied.", "clock")]
    [DataRow("E: Release file for http://a.example/dists/jammy/InRelease is expired (invalid since 359d 0h 0min 5s). Updates for this repository will not be applied.", "clock")]
    [DataRow("E: Repository 'http://a.example jammy InRelease' changed its 'Label' value from 'one' to 'two'", "changed")]
    public async Task An_untrusted_index_has_its_own_reason(string said, string reason)
    {
        const string Follows = "\nE: The repository 'http://a.example jammy InRelease' is not signed.\n";
        using var host = Host().On("apt-get", said + Follows, exit: 100).On("apt-get", "E: Unable to locate package docker.io\n", exit: 100).On("apt-get", said + Follows, exit: 100);

        var install = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install docker.io");
        var source = await host.CallAsync("apt", "apt_begin 10 60\napt_update_source sources.list.d/x.list");

        Assert.AreEqual($"{reason}: E: Unable to locate package docker.io (before that: {said})", $"{install["reason"]}: {install["detail"]}");
        Assert.AreEqual($"{reason}: {said}", $"{source["reason"]}: {source["detail"]}");
    }

    [TestMethod]
    public async Task A_package_that_does_not_match_its_hash_has_its_own_reason()
    {
        using var host = Host().On("apt-get", "E: Failed to fetch http://a.example/pool/docker.io.deb  Hash Sum mismatch\n   Hashes of expected file:\n", exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual("altered: E: Failed to fetch http://a.example/pool/docker.io.deb  Hash Sum mismatch", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    public async Task A_failed_download_has_the_reason_fetch()
    {
        using var host = Host().On("apt-get", "E: Failed to fetch http://archive.ubuntu.com/pool/d/docker.io.deb  Connection timed out [IP: 192.0.2.1 80]\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n", exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual("fetch", answer["reason"]);
        Assert.StartsWith("E: Failed to fetch http://archive.ubuntu.com/pool/d/docker.io.deb", answer["detail"]);
    }

    [TestMethod]
    public async Task A_source_that_bootstrap_adds_must_work()
    {
        using var host = Host().On("apt-get", "E: The repository 'https://mirror.example.com jammy Release' does not have a Release file.\n", exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update_source sources.list.d/x.list");

        Assert.AreEqual("fetch: E: The repository 'https://mirror.example.com jammy Release' does not have a Release file.", $"{answer["reason"]}: {answer["detail"]}");
        Assert.Contains("-o Dir::Etc::SourceList=sources.list.d/x.list", host.CallsOf("apt-get").Single());
        Assert.Contains("-o APT::Update::Error-Mode=any", host.CallsOf("apt-get").Single());
    }

    // The fix for a source of the owner, to install the key that signed it, would be wrong here.
    [TestMethod]
    [DataRow("W: GPG error: http://a.example jammy InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 3CFB8EE5271ACB1D\n")]
    [DataRow("W: OpenPGP signature verification failed: http://a.example trixie InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Missing key D6FB4B224992F88CD3C608B3CAF73A19A284676C, which is needed to verify signature.\n")]
    [DataRow("W: Signature verification failed: http://a.example sid InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Missing key D61D95EFD45A8CCFE6AD0418AD393DF85C765B0E, which is needed to verify signature.\n")]
    public async Task A_source_that_another_key_has_signed_is_not_trusted(string said)
    {
        using var host = Host().On("apt-get", said, exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update_source sources.list.d/x.list");

        Assert.AreEqual("key", answer["reason"]);
    }

    [TestMethod]
    public async Task An_invalid_signature_is_reported_before_other_errors()
    {
        const string Signature = "W: Signature verification failed: http://b.example sid InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: Missing key D61D";
        using var host = Host().On("apt-get", $"W: Failed to fetch http://a.example/dists/sid/InRelease  404  Not Found\n{Signature}\nE: The repository 'http://b.example sid InRelease' is not signed.\n", exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\nanswer error \"$apt_fetch_error\"\nanswer kind \"$apt_fetch_reason\"");

        Assert.AreEqual($"signature {Signature}", $"{answer["kind"]} {answer["error"]}");
    }

    // apt 3.0 and 3.3 put the cause on a line under Err:.
    [TestMethod]
    public async Task The_cause_of_a_failed_connection_is_reported()
    {
        const string Said = """
            Hit:1 http://a.example trixie InRelease
            Err:2 http://127.0.0.1:8998 trixie InRelease
              Could not connect to 127.0.0.1:8998 (127.0.0.1). - connect (113: No route to host)
              Unable to connect to 127.0.0.1:8998:
            Err:3 http://127.0.0.1:8999 trixie InRelease
              Could not connect to 127.0.0.1:8999 (127.0.0.1). - connect (111: Connection refused)
              Unable to connect to 127.0.0.1:8999:
            W: Failed to fetch http://127.0.0.1:8999/dists/trixie/InRelease  Unable to connect to 127.0.0.1:8999:
            W: Some index files failed to download. They have been ignored, or old ones used instead.

            """;
        using var host = Host().On("apt-get", Said).On("apt-get", "E: Unable to locate package docker.io\n", exit: 100);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install docker.io");

        Assert.AreEqual(
            "fetch: E: Unable to locate package docker.io (before that: W: Failed to fetch http://127.0.0.1:8999/dists/trixie/InRelease  Unable to connect to 127.0.0.1:8999: Could not connect to 127.0.0.1:8999 (127.0.0.1). - connect (111: Connection refused))",
            $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    public async Task Packages_of_a_later_step_are_installed_in_the_same_operation()
    {
        using var host = Host().On("apt-get");

        var answer = await AlongAsync(host, "tool,tool-keys");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("yes", answer["along"]);
        Assert.EndsWith(" install --no-install-recommends docker.io=1.2 compose tool tool-keys", host.CallsOf("apt-get").Single());
    }

    [TestMethod]
    [DataRow("-", "0")]
    [DataRow("tool", "1")]
    [DataRow("tool", "")]
    public async Task Packages_of_a_later_step_need_a_request_and_a_source(string along, string ended)
    {
        using var host = Host().On("apt-get");

        var answer = await AlongAsync(host, along, ended);

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer["along"]);
        Assert.EndsWith(" install --no-install-recommends docker.io=1.2 compose", host.CallsOf("apt-get").Single());
    }

    [TestMethod]
    public async Task If_the_later_packages_fail_ours_are_installed_alone()
    {
        using var host = Host().On("apt-get", "E: Unable to locate package tool\n", exit: 100).On("apt-get").On("dpkg-query", exit: 1);

        var answer = await AlongAsync(host, "tool");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer["along"]);
        Assert.EndsWith(" install --no-install-recommends docker.io=1.2 compose", host.CallsOf("apt-get")[1]);
    }

    [TestMethod]
    public async Task Ours_are_not_installed_again_if_only_the_later_packages_fail()
    {
        using var host = Host()
            .On("apt-get", "dpkg: error processing package tool (--configure):\n installed tool package post-installation script subprocess returned error exit status 1\n", exit: 100)
            .On("dpkg-query", "half-configured 1.2").On("dpkg-query", "installed 1.2").On("apt-cache", " Candidate: 1.2\n");

        var answer = await AlongAsync(host, "tool");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer["along"]);
        Assert.AreEqual("", answer["warning_1"], "the step that needs it reports it");
        Assert.HasCount(1, host.CallsOf("apt-get"));
        Assert.EndsWith(" docker.io", host.CallsOf("dpkg-query")[1]);
        Assert.EndsWith(" compose", host.CallsOf("dpkg-query")[2]);
    }

    [TestMethod]
    public async Task A_half_installed_package_is_finished_and_reported()
    {
        using var host = Host()
            .On("apt-get", "E: Sub-process /usr/bin/dpkg returned an error code (1)\n", exit: 100)
            .On("apt-get", "dpkg: error processing package compose (--configure):\n no space left\n", exit: 100)
            .On("dpkg-query", "installed").On("dpkg-query", "half-configured");

        var answer = await AlongAsync(host, "tool");

        Assert.AreEqual("install: dpkg: error processing package compose (--configure): no space left", $"{answer["reason"]}: {answer["detail"]}");
    }

    // A unit that is still running, or not unloaded yet, keeps its name.
    [TestMethod]
    public async Task Each_operation_has_its_own_unit()
    {
        using var host = Host().On("apt-get").Put("/proc/sys/kernel/random/uuid", "11111111-2222\n");

        await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install tool");
        host.Put("/proc/sys/kernel/random/uuid", "33333333-4444\n");
        await host.CallAsync("apt", "apt_begin 10 60\napt_update");

        Assert.AreSequenceEqual(
            ["stagecraft-apt-11111111-2222-1", "stagecraft-apt-11111111-2222-2", "stagecraft-apt-33333333-4444-1"],
            host.CallsOf("systemd-run").Select(call => call.Split("--unit=")[1].Split(' ')[0]));
    }

    [TestMethod]
    [DataRow("code=killed/status=KILL\nService runtime: 2s", "signal", "killed: apt-get was killed (signal KILL)")]
    [DataRow("code=killed, status=9/KILL\nService runtime: 2s", "signal", "killed: apt-get was killed (signal KILL)")]
    [DataRow("code=dumped/status=SEGV", "core-dump", "killed: apt-get was killed (signal SEGV)")]
    [DataRow("code=killed/status=TERM", "oom-kill", "killed: apt-get was killed, because the host ran out of memory")]
    [DataRow("code=exited/status=100", "exit-code", "install: Unpacking containerd (1.6.20) ...")]
    public async Task A_killed_program_is_named_instead_of_its_last_line(string ended, string result, string expected)
    {
        using var host = new ShellSandbox().Program("systemd-run", $"""
            for word; do case $word in --property=StandardOutput=append:*) echo 'Unpacking containerd (1.6.20) ...' >"${"{word#*append:}"}" ;; esac; done
            printf 'Finished with result: {result}\nMain processes terminated with: {ended.Replace("\n", "\\n", StringComparison.Ordinal)}\n' >&2
            exit 255
            """);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual(expected, $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    [DataRow("The following packages will be REMOVED:\n  containerd runc\nThe following NEW packages will be installed:\n  docker-ce\nE: Packages need to be removed but remove is disabled.\n", "removal", "E: Packages need to be removed but remove is disabled (REMOVED: containerd runc)", "containerd runc")]
    [DataRow("The following held packages will be changed:\n  docker.io\n0 upgraded\nE: Held packages were changed and -y was used without --allow-change-held-packages.\n", "held", "E: Held packages were changed and -y was used without --allow-change-held-packages (docker.io)", "docker.io")]
    [DataRow("The following packages will be DOWNGRADED:\n  runc\nE: Packages were downgraded and -y was used without --allow-downgrades.\n", "install", "E: Packages were downgraded and -y was used without --allow-downgrades (runc)", "")]
    [DataRow("WARNING: The following packages cannot be authenticated!\n  a b\nE: There were unauthenticated packages and -y was used without --allow-unauthenticated\n", "install", "E: There were unauthenticated packages and -y was used without --allow-unauthenticated (a b)", "")]
    [DataRow("The following packages have unmet dependencies:\n docker.io : Depends: containerd (>= 1.4~)\n           Depends: tini\nE: Unable to correct problems, you have held broken packages.\n", "dependencies", "E: Unable to correct problems, you have held broken packages (docker.io : Depends: containerd (>= 1.4~); Depends: tini); on hold: containerd", "containerd")]
    [DataRow("E: Unable to satisfy dependencies. Reached two conflicting assignments:\n   1. a is selected\n   2. a is not selected\n", "dependencies", "E: Unable to satisfy dependencies. Reached two conflicting assignments: (1. a is selected; 2. a is not selected); on hold: containerd", "containerd")]
    [DataRow("Errors were encountered while processing:\n man-db\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n", "install", "E: Sub-process /usr/bin/dpkg returned an error code (1) (man-db)", "")]
    [DataRow("Setting up x (1) ...\nno license\ndpkg: error processing package x (--configure):\n installed x package post-installation script subprocess returned error exit status 1\n", "install", "dpkg: error processing package x (--configure): installed x package post-installation script subprocess returned error exit status 1 (it printed: no license)", "")]
    [DataRow("E: Problem executing scripts DPkg::Pre-Invoke 'false'\nE: Sub-process returned an error code\n", "hook", "E: Problem executing scripts DPkg::Pre-Invoke 'false'", "")]
    [DataRow("E: Malformed entry 1 in list file /etc/x.list (Suite)\nE: The list of sources could not be read.\n", "sources", "E: Malformed entry 1 in list file /etc/x.list (Suite)", "")]
    [DataRow("E: Type 'dep' is not known on line 1 in source list /etc/x.list\n", "sources", "E: Type 'dep' is not known on line 1 in source list /etc/x.list", "")]
    [DataRow("E: Repository 'http://a jammy InRelease' changed its 'Label' value from 'one' to 'two'\n", "changed", "E: Repository 'http://a jammy InRelease' changed its 'Label' value from 'one' to 'two'", "")]
    public async Task A_summary_line_is_reported_with_the_packages_that_apt_lists(string output, string reason, string detail, string names)
    {
        using var host = Host().On("apt-get", output, exit: 100).On("apt-mark", "containerd\n");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install docker.io");

        Assert.AreEqual($"{reason}: {detail}", $"{answer["reason"]}: {answer["detail"]}");
        Assert.AreEqual(names, answer["names"]);
    }

    [TestMethod]
    [DataRow("installed 1.2", " Candidate: 1.2\n", true)]
    [DataRow("installed 1.1", " Candidate: 1.2\n", false)]
    [DataRow("half-configured 1.2", " Candidate: 1.2\n", false)]
    [DataRow("installed 1.2", "", false)]
    public async Task A_failure_of_another_package_is_a_warning(string status, string policy, bool done)
    {
        const string Neighbor = "dpkg: error processing package neighbor (--configure):\n it is broken\n";
        using var host = Host().On("apt-get", Neighbor, exit: 100).On("dpkg-query", status).On("apt-cache", policy);

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_install --reinstall tool");

        Assert.AreEqual(done, answer.Succeeded, answer["detail"]);
        const string Expected = "dpkg: error processing package neighbor (--configure): it is broken";
        Assert.AreEqual(Expected, answer[done ? "warning_1" : "detail"]);
        Assert.AreEqual("", answer[done ? "detail" : "warning_1"]);
    }

    [TestMethod]
    public async Task A_requested_version_must_be_the_installed_one()
    {
        using var host = Host().On("apt-get", "E: no\n", exit: 100).On("dpkg-query", "installed 1.1");

        Assert.AreEqual("install", (await host.CallAsync("apt", "apt_begin 10 60\napt_install tool=1.2"))["reason"]);
        Assert.IsTrue((await host.CallAsync("apt", "apt_begin 10 60\napt_install tool=1.1")).Succeeded);
    }

    [TestMethod]
    public async Task A_failed_hook_is_not_a_failed_index()
    {
        const string Hook = "E: Problem executing scripts APT::Update::Post-Invoke 'exit 3'\nE: Sub-process returned an error code\n";
        using var host = Host().On("apt-get", Hook, exit: 100).On("apt-get").On("apt-get", Hook, exit: 100).On("apt-get", "E: Unable to locate package tool\n", exit: 100).On("apt-get", Hook, exit: 100);

        var works = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install tool");
        var fails = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install tool");
        var source = await host.CallAsync("apt", "apt_begin 10 60\napt_update_source x.list");

        Assert.IsTrue(works.Succeeded, works["detail"]);
        Assert.AreEqual("E: Problem executing scripts APT::Update::Post-Invoke 'exit 3'", works["warning_1"]);
        Assert.AreEqual("install: E: Unable to locate package tool", $"{fails["reason"]}: {fails["detail"]}");
        Assert.IsTrue(source.Succeeded, source["detail"]);
    }

    [TestMethod]
    public async Task Two_conflicting_sources_are_named()
    {
        const string Said = "E: Conflicting values set for option Signed-By regarding source http://a.example/x/ jammy: /k/a.gpg != /k/b.gpg\nE: The list of sources could not be read.\n";
        using var host = Host().On("apt-get", Said, exit: 100)
            .Put("/etc/apt/sources.list.d/a.list", "deb [signed-by=/k/a.gpg] http://a.example/x jammy main\n")
            .Put("/etc/apt/sources.list.d/off.list", "# deb [signed-by=/k/c.gpg] http://a.example/x jammy main\n")
            .Put("/etc/apt/sources.list.d/b.sources", "Types: deb\nURIs: http://a.example/x/\nSuites: jammy\nSigned-By: /k/b.gpg\n");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install tool");

        Assert.AreEqual("conflict", answer["reason"]);
        Assert.EndsWith($"!= /k/b.gpg (in {host.Path("/etc/apt/sources.list.d/a.list")}, {host.Path("/etc/apt/sources.list.d/b.sources")})", answer["detail"]);
    }

    [TestMethod]
    [DataRow(66, "unreadable")]
    [DataRow(0, "signature")]
    public async Task A_keyring_that_apt_cannot_read_is_named(int exit, string reason)
    {
        const string Said = "W: GPG error: http://a.example jammy InRelease: NO_PUBKEY 3CFB8EE5271ACB1D\n";
        using var host = Host().On("apt-get", Said).On("apt-get", "E: Unable to locate package tool\n", exit: 100).On("id", "42\n").On("setpriv", exit: exit).On("stat", "700\n");
        host.Put("/k/a.gpg").Put("/etc/apt/sources.list.d/a.list", $"deb [signed-by={host.Path("/k/a.gpg")}] http://a.example jammy main\n");

        var answer = await host.CallAsync("apt", "apt_begin 10 60\napt_update\napt_install tool");

        Assert.AreEqual(reason, answer["reason"]);
        Assert.AreEqual(exit != 0, answer["detail"].Contains($"the user _apt cannot read {host.Path("/k/a.gpg")} (mode 700, in a directory of mode 700)", StringComparison.Ordinal), answer["detail"]);
    }

    [TestMethod]
    public async Task If_both_are_installed_despite_another_package_both_are_reported()
    {
        using var host = Host().On("apt-get", "E: Sub-process /usr/bin/dpkg returned an error code (1)\n", exit: 100)
            .On("dpkg-query", "installed 1.2").On("apt-cache", " Candidate: 1.2\n");

        var answer = await AlongAsync(host, "tool,tool-keys");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("yes", answer["along"]);
        Assert.AreEqual("E: Sub-process /usr/bin/dpkg returned an error code (1)", answer["warning_1"]);
        Assert.HasCount(1, host.CallsOf("apt-get"));
    }

    private static Task<ScriptAnswer> AlongAsync(ShellSandbox host, string along, string ended = "0") =>
        host.CallAsync("apt", $"ended={ended}\napt_begin 10 60\napt_install_along {along} docker.io=1.2 compose");

    private static ShellSandbox Host() => new ShellSandbox().WithSystemd();
}

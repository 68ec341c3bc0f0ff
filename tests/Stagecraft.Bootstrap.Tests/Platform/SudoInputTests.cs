namespace Stagecraft.Bootstrap.Tests.Platform;

/// <summary>Whether sudo logs a command's input, according to <c>sudo -l</c> (sudo 1.9).</summary>
[TestClass]
public sealed class SudoInputTests
{
    [TestMethod]
    [DataRow("env_reset, mail_badpass", "", "(ALL : ALL) NOPASSWD: ALL", false)]
    [DataRow("env_reset, log_input, use_pty", "", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset,\n    log_input", "", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset, log_stdin", "", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset, log_output, log_ttyin", "", "(ALL) NOPASSWD: ALL", false)]
    [DataRow("log_input, !log_input", "", "(ALL) NOPASSWD: ALL", false)]
    [DataRow("log_input, !log_stdin", "", "(ALL) NOPASSWD: ALL", false)]
    [DataRow("!log_input, env_reset, log_input", "", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("iolog_dir=/var/log/log_input, passprompt=log_input", "", "(ALL) NOPASSWD: ALL", false)]
    [DataRow("passprompt=\"x log_input y\"", "", "(ALL) NOPASSWD: ALL", false)]
    [DataRow("env_reset", "Defaults!/usr/bin/timeout, /bin/ls log_input", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset", "Defaults>root log_input", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset", "", "(ALL) LOG_INPUT: NOPASSWD: ALL", true)]
    [DataRow("env_reset", "", "(ALL) NOPASSWD:\n        LOG_INPUT: /usr/bin/timeout", true)]
    [DataRow("log_input", "", "(ALL) NOLOG_INPUT: NOPASSWD: ALL", false)]
    // The last rule that matches a command decides, and that rule is not known here.
    [DataRow("log_input", "", "(ALL) NOLOG_INPUT: NOPASSWD: /bin/ls\n    (ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset", "", "(ALL) NOLOG_INPUT: NOPASSWD: ALL, LOG_INPUT: /usr/bin/timeout", true)]
    [DataRow("env_reset", "Defaults!/usr/bin/timeout log_input", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset", "Defaults!/usr/bin/timeout !log_input", "(ALL) NOPASSWD: ALL", false)]
    // The setting of one command does not change that of the others.
    [DataRow("log_input", "Defaults!/bin/ls !log_input", "(ALL) NOPASSWD: ALL", true)]
    [DataRow("env_reset", "Defaults!/bin/ls log_input\n    Defaults!/bin/cat !log_input", "(ALL) NOPASSWD: ALL", true)]
    // In a rule, the name of the setting is an argument of a command.
    [DataRow("env_reset", "", "(ALL) NOPASSWD: /usr/bin/grep log_input", false)]
    public void Logging_of_command_input_is_detected(string defaults, string specific, string rules, bool kept)
    {
        var listing = $"Matching Defaults entries for ann on host:\n    {defaults}\n\n"
            + (specific.Length == 0 ? "" : $"Runas and Command-specific defaults for ann:\n    {specific}\n\n")
            + $"User ann may run the following commands on host:\n    {rules}\n";

        Assert.AreEqual(kept, SudoInput.KeptBy(listing) is not null, listing);
    }

    [TestMethod]
    [DataRow("log_input", "log_input")]
    [DataRow("env_reset", null)]
    [DataRow("env_reset, passprompt=LOG_INPUT:", null, DisplayName = "a tag counts only in a rule")]
    public void Settings_count_for_a_user_without_rules(string defaults, string? setting) =>
        Assert.AreEqual(setting, SudoInput.KeptBy($"Matching Defaults entries for ann on host:\n    {defaults}\n\nUser ann is not allowed to run sudo on host.\n"));

    [TestMethod]
    [DataRow(
        "log_input",
        "(ALL) NOPASSWD: ALL",
        "sudo logs the input of commands that 'ann' runs (log_input), so the auth key would be stored on the host.",
        "Add the line 'Defaults:ann !log_input' to /etc/sudoers.d/stagecraft on the host (with visudo -f), or connect as root.")]
    [DataRow(
        "env_reset",
        "(ALL) LOG_INPUT: NOPASSWD: ALL",
        "sudo logs the input of commands that 'ann' runs (LOG_INPUT in a single rule), so the auth key would be stored on the host.",
        "Remove LOG_INPUT or log_input from the rule that 'sudo -l -U ann' shows on the host, or connect as root.")]
    public void Logging_of_command_input_gets_the_line_that_fixes_it(string defaults, string rule, string observed, string remedy)
    {
        var failure = Refused(("rules", Rules(defaults, rule)));

        Assert.AreEqual((ErrorCode.HostLogsInput, observed, remedy), (failure.Code, failure.Observed, failure.Remedy));
    }

    [TestMethod]
    public void A_sudo_that_does_not_log_input_is_accepted() =>
        SudoInput.RequireNotKept(Answer(("rules", Rules("env_reset", "(ALL) NOPASSWD: ALL")), ("version", "Sudo version 1.9.9")), "ann");

    [TestMethod]
    [DataRow("SUDO_USER is not set", "Sudo version 1.9.9", "SUDO_USER is not set")]
    [DataRow("", "Sudo version 1.9.9", "Sudo version 1.9.9")]
    [DataRow("", "", "no reason given")]
    public void An_unknown_setting_is_reported_with_the_message_of_sudo(string detail, string version, string said)
    {
        var failure = Refused(("detail", detail), ("version", version));

        Assert.AreEqual($"Cannot determine whether sudo logs the input of commands that 'ann' runs (log_input): 'sudo -l -U ann' fails as root ({said}).", failure.Observed);
        Assert.AreEqual("Make that command work on the host, or connect as root.", failure.Remedy);
    }

    [TestMethod]
    public void A_sudo_that_can_log_input_must_list_its_rules()
    {
        SudoInput.RequireNotKept(Answer(("version", "sudo-rs 0.2.3")), "ann");

        foreach (var answer in new[] { Answer(("version", "Sudo version 1.9.9")), Answer(), Answer(("reason", "unknown"), ("detail", "SUDO_USER is not set")) })
        {
            var failure = Assert.ThrowsExactly<HostFailureException>(() => SudoInput.RequireNotKept(answer, "ann"));
            Assert.AreEqual(ErrorCode.HostLogsInput, failure.Code);
            Assert.Contains("'sudo -l -U ann' fails as root", failure.Observed);
        }
    }

    private static string Rules(string defaults, string rule) =>
        $"Matching Defaults entries for ann on host:\n    {defaults}\n\nUser ann may run the following commands on host:\n    {rule}\n";

    private static HostFailureException Refused(params (string Key, string Value)[] values) =>
        Assert.ThrowsExactly<HostFailureException>(() => SudoInput.RequireNotKept(Answer(values), "ann"));

    private static ScriptAnswer Answer(params (string Key, string Value)[] values) =>
        new("sudo-input", 0, values.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal), "");
}

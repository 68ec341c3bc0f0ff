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
    public void Logging_of_command_input_is_detected(string defaults, string specific, string rules, bool kept)
    {
        var listing = $"Matching Defaults entries for ann on host:\n    {defaults}\n\n"
            + (specific.Length == 0 ? "" : $"Runas and Command-specific defaults for ann:\n    {specific}\n\n")
            + $"User ann may run the following commands on host:\n    {rules}\n";

        Assert.AreEqual(kept, SudoInput.KeptBy(listing) is not null, listing);
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

    private static ScriptAnswer Answer(params (string Key, string Value)[] values) =>
        new("sudo-input", 0, values.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal), "");
}

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>The output of a command, and its exit status.</summary>
internal sealed record Said(int ExitCode, string Output, string Error)
{
    public Said Succeeded()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        Assert.AreEqual("", Error, ToString());
        return this;
    }

    /// <summary>It failed and printed exactly this on standard error.</summary>
    public void Failed(string error, int exitCode = 1) => AssertSays(exitCode, "", error + "\n");

    public void AssertSays(int exitCode, string output, string error)
    {
        Assert.AreEqual(error, Error);
        Assert.AreEqual(output, Output);
        Assert.AreEqual(exitCode, ExitCode);
    }
}

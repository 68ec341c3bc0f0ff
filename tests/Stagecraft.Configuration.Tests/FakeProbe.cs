using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration.Tests;

/// <summary>A bastion's view of the hosts behind it.</summary>
internal sealed class FakeProbe : IPortProbe
{
    public int AnswersAfter { get; init; }

    public string? Refusal { get; init; }

    public List<string> Asked { get; } = [];

    public Task<bool> AcceptsAsync(string address, int port, CancellationToken cancellationToken)
    {
        if (Refusal is not null) throw new HostFailureException(ErrorCode.SshAuthFailed, Refusal, "Fix it.");
        Asked.Add($"{address}:{port}");
        return Task.FromResult(Asked.Count >= AnswersAfter);
    }

    public ValueTask DisposeAsync()
    {
        Asked.Add("disposed");
        return ValueTask.CompletedTask;
    }
}

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The agent gave no answer, or not the one that was asked for. The message is a few words that follow <c>ssh-agent</c>.</summary>
internal sealed class AgentRefusalException(string message, Exception? innerException = null) : Exception(message, innerException);

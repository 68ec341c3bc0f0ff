namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The agent did not answer, or returned an unexpected answer. The message is a phrase that follows <c>ssh-agent</c>.</summary>
internal sealed class AgentRefusalException(string message, Exception? innerException = null) : Exception(message, innerException);

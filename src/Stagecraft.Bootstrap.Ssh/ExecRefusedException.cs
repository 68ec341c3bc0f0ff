namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The server does not run commands for this account.</summary>
internal sealed class ExecRefusedException : Exception;

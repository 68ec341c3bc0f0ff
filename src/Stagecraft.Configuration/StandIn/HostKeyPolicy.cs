namespace Stagecraft.Bootstrap.Ssh;

public enum HostKeyPolicy
{
    Strict,
    AcceptNew,
    Off,
}

namespace Stagecraft.Bootstrap.Ssh;

internal enum ConnectPhase
{
    Greeting,
    KeyExchange,
    Authentication,
}

namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>A droplet creation was requested, but no answer says whether the droplet was created.</summary>
internal sealed class CreationUnknownException(string message, Exception? innerException) : Exception(message, innerException);

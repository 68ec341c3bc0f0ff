namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>A droplet was asked for and no answer came that says whether it was made.</summary>
internal sealed class CreationUnknownException(string message, Exception? innerException) : Exception(message, innerException);

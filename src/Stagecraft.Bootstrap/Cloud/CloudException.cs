namespace Stagecraft.Bootstrap.Cloud;

/// <summary>A cloud provider failed, so no host was bootstrapped. The message says what to do and contains no secrets.</summary>
public sealed class CloudException(string message, Exception? innerException = null) : Exception(message, innerException);

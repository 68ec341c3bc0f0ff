namespace Stagecraft.Bootstrap.Cloud;

/// <summary>A cloud provider failed: nothing was bootstrapped. The message says what to do and holds no secret.</summary>
public sealed class CloudException(string message, Exception? innerException = null) : Exception(message, innerException);

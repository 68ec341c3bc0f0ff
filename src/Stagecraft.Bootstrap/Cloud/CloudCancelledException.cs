namespace Stagecraft.Bootstrap.Cloud;

/// <summary>A cloud provider was cancelled after it had changed something. The message says exactly what exists and holds no secret.</summary>
public sealed class CloudCancelledException(string message, Exception innerException, CancellationToken cancellationToken)
    : OperationCanceledException(message, innerException, cancellationToken);

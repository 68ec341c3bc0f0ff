namespace Stagecraft.Bootstrap.Cloud;

/// <summary>A cloud provider was canceled after it had changed something. The message says exactly what exists and contains no secrets.</summary>
public sealed class CloudCancelledException(string message, Exception innerException, CancellationToken cancellationToken)
    : OperationCanceledException(message, innerException, cancellationToken);

using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Build.Tasks;

/// <summary>What the cloud provider does, a message each, as it happens.</summary>
internal sealed class BuildProgress(TaskLoggingHelper log, Func<string, string> mask) : IProgress<string>
{
    public void Report(string value) => log.LogMessage(MessageImportance.High, "{0}", SafeText.Line(mask(value)));
}

using Microsoft.Build.Framework;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Build.Tasks;

/// <summary>What the cloud provider does, a message each, as it happens.</summary>
/// <param name="log">Where it is written.</param>
/// <param name="mask">Masks secrets, before a line is cut.</param>
internal sealed class BuildProgress(SafeLog log, Func<string, string> mask) : IProgress<string>
{
    public void Report(string value) => log.Message(MessageImportance.High, SafeText.Line(mask(value)));
}

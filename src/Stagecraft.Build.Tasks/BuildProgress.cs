using Microsoft.Build.Framework;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Build.Tasks;

/// <summary>Logs one message for each action of the cloud provider.</summary>
/// <param name="log">The log that receives the messages.</param>
/// <param name="mask">Masks secrets, before a line is shortened.</param>
internal sealed class BuildProgress(SafeLog log, Func<string, string> mask) : IProgress<string>
{
    public void Report(string value) => log.Message(MessageImportance.High, SafeText.Line(mask(value)));
}

using System.ComponentModel;
using System.Diagnostics;

namespace Stagecraft.Bootstrap;

/// <summary>Ends a program together with the programs that it has started.</summary>
internal static class ProcessEnd
{
    public static void Stop(this Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The program has already ended.
        }
    }
}

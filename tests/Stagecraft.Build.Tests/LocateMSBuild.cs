using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

namespace Stagecraft.Build.Tests;

/// <summary>Runs before test discovery, because signatures in this assembly use MSBuild's types.</summary>
internal static class LocateMSBuild
{
    [ModuleInitializer]
    internal static void Register()
    {
        // MSBuild also loads this assembly, because it contains a scripted task.
        if (MSBuildLocator.CanRegister) MSBuildLocator.RegisterDefaults();
    }
}

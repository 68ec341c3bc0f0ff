using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

namespace Stagecraft.Build.Tests;

/// <summary>Before any test is discovered: signatures in this assembly name MSBuild's types.</summary>
internal static class LocateMSBuild
{
    [ModuleInitializer]
    internal static void Register()
    {
        // This assembly is also loaded by MSBuild itself, as the home of a scripted task.
        if (MSBuildLocator.CanRegister) MSBuildLocator.RegisterDefaults();
    }
}

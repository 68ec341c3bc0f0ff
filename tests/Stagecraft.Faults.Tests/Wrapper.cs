namespace Stagecraft.Lab.Tests.Faults;

/// <summary>A script that replaces a command on the host. It is first on the path, before the real one.</summary>
internal static class Wrapper
{
    public static string Put(string command, string script) => $"""
        cat >/usr/local/bin/{command} <<'END'
        #!/bin/sh
        {script}
        END
        chmod +x /usr/local/bin/{command}
        """;

    public static string Remove(string command) => $"rm -f /usr/local/bin/{command}";
}

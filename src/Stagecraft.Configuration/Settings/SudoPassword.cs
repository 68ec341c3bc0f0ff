using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>The place of a host's sudo password, for the items that <c>InfraUp</c> creates. The password is never in an item.</summary>
/// <param name="Variable">The environment variable, or null.</param>
/// <param name="File">The absolute path of the file, or null.</param>
internal sealed record SudoPasswordSource(string? Variable, string? File);

/// <summary>Reads the password for sudo: the variable or the file that a section names.</summary>
internal static class SudoPassword
{
    /// <param name="section">The section.</param>
    /// <param name="variableKey">The key that names the environment variable.</param>
    /// <param name="fileKey">The key that names the file.</param>
    /// <param name="isNeeded">Whether hosts will be connected to with it.</param>
    /// <returns>The password, which is null if it is not needed now, and its place. Both are null if the section names none.</returns>
    public static (Secret? Password, SudoPasswordSource? Source) Read(SettingsSection section, string variableKey, string fileKey, bool isNeeded)
    {
        var (variable, file) = (Named(section, variableKey), Named(section, fileKey));
        if (variable is null && file is null) return (null, null);
        if (variable is not null && file is not null)
        {
            section.Context.Report($"{section.Path} has both {variableKey} and {fileKey}. Keep one.", section.LocationOf(fileKey));
            return (null, null);
        }

        var key = variable is null ? fileKey : variableKey;
        var source = new SudoPasswordSource(Printable(variable, section.Context), file is null ? null : section.FilePath(fileKey));
        if (!isNeeded)
        {
            if (file is not null) section.Context.NoteMissing(file, section.LocationOf(fileKey));
            return (null, source);
        }

        var (setting, location) = (section.Name(key), section.LocationOf(key));
        var password = variable is not null
            ? section.Context.PasswordFromEnvironment(variable, setting, location)
            : section.Context.PasswordFromFile(file!, setting, location);
        if (OptionRules.SudoPassword(password) is not null) section.Reject(key, "names a secret of several lines. The password for sudo must be one line.");
        return (password, source);
    }

    private static string? Named(SettingsSection section, string key) => section.Text(key) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    // It may be the password itself by mistake, which must not become a property of an item.
    private static string? Printable(string? variable, SettingsContext context) =>
        variable is null || VariableName.Shown(variable) == variable || context.Environment(variable) is not null ? variable : VariableName.Shown(variable);
}

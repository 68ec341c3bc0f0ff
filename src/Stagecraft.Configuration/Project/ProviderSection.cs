using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Project;

/// <summary>Reads <c>cloud</c> or <c>network</c>: which provider, and that provider's own settings. Those of other providers are left alone.</summary>
internal static class ProviderSection
{
    /// <param name="section">The section, where the document has it. Its other keys are read before.</param>
    /// <param name="name">Its name: <c>cloud</c> or <c>network</c>.</param>
    /// <param name="preferred">A provider that was named elsewhere, which wins over the section's own.</param>
    /// <param name="registry">The providers there are.</param>
    /// <param name="context">Gets what is wrong.</param>
    /// <returns>The provider; null where none is named or something was reported.</returns>
    public static T? Read<T>(
        SettingsSection? section,
        string name,
        SettingsScalar? preferred,
        IReadOnlyDictionary<string, Func<SettingsSection, T>> registry,
        SettingsContext context)
        where T : class
    {
        var own = section?.Scalar("provider");
        var providers = section?.Section("providers");
        foreach (var id in registry.Keys) providers?.Know(id);
        section?.RejectUnknownKeys();
        providers?.RejectUnknownKeys();

        if ((preferred ?? own) is not { Value: { } chosen } scalar) return null;
        if (!registry.TryGetValue(chosen, out var create))
        {
            context.Report(
                $"There is no {name} provider '{SafeText.Line(chosen)}'.{Suggestion.For(chosen, registry.Keys)} Known providers: {string.Join(", ", registry.Keys)}.",
                scalar.Location);
            return null;
        }

        var mapping = providers?.Section(chosen) is { } settings
            ? settings.Mapping
            : new SettingsMapping([], scalar.Location);
        return create(new SettingsSection($"{name}.providers.{chosen}", mapping, context));
    }
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads <c>cloud</c> or <c>network</c>: the provider and its settings. Settings of other providers are ignored.</summary>
internal static class ProviderSection
{
    /// <param name="section">The section, or null if the document has none. The caller reads its other keys first.</param>
    /// <param name="name">Its name: <c>cloud</c> or <c>network</c>.</param>
    /// <param name="preferred">A provider named elsewhere. It overrides the section's own provider.</param>
    /// <param name="registry">The known providers.</param>
    /// <param name="context">Receives the errors.</param>
    /// <returns>The provider; null if none is named or an error was reported.</returns>
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

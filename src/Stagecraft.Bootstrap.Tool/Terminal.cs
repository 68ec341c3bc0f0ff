using Stagecraft.Bootstrap.Tool.Live;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The three streams of a process. Results go to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Input">Where a hosts document named <c>-</c> comes from.</param>
/// <param name="Output">Results, and nothing else.</param>
/// <param name="Error">Progress and errors.</param>
/// <param name="ColorOutput">Whether <paramref name="Output"/> shows colours.</param>
/// <param name="ColorError">Whether <paramref name="Error"/> shows colours.</param>
/// <param name="OutputWidth">The columns that <paramref name="Output"/> shows; null where it is no terminal.</param>
/// <param name="Live"><paramref name="Error"/>, where that can show live lines.</param>
internal sealed record Terminal(
    TextReader Input, TextWriter Output, TextWriter Error, bool ColorOutput = false, bool ColorError = false, int? OutputWidth = null, LiveWriter? Live = null);

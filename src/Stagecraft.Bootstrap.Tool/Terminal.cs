using Stagecraft.Bootstrap.Tool.Live;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The three streams of a process. Results go to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Input">The source of a hosts document named <c>-</c>.</param>
/// <param name="Output">Only results.</param>
/// <param name="Error">Progress and errors.</param>
/// <param name="ColorOutput">Whether <paramref name="Output"/> shows colors.</param>
/// <param name="ColorError">Whether <paramref name="Error"/> shows colors.</param>
/// <param name="OutputWidth">The width of <paramref name="Output"/> in columns; null if it is not a terminal.</param>
/// <param name="Live"><paramref name="Error"/>, if it can show live lines; otherwise null.</param>
internal sealed record Terminal(
    TextReader Input, TextWriter Output, TextWriter Error, bool ColorOutput = false, bool ColorError = false, int? OutputWidth = null, LiveWriter? Live = null);

using System.Diagnostics;

namespace Stagecraft.Testing;

/// <summary>
/// Waits for an event as long as it takes. This is the only place in the tests where time ends a wait. Only a test that
/// hangs reaches the limit, so no result depends on the speed of the machine.
/// </summary>
public static class Eventually
{
    /// <summary>Longer than any wait in a test, even on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary><see cref="Limit"/> in milliseconds, for an attribute.</summary>
    public const int LimitMilliseconds = 5 * 60 * 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="condition">Checked repeatedly.</param>
    /// <param name="otherwise">The message if it never holds.</param>
    public static async Task HoldsAsync(Func<bool> condition, Func<string>? otherwise = null)
    {
        for (var waited = Stopwatch.StartNew(); !condition();)
        {
            FailIfOver(waited, otherwise);
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{bool}, Func{string}?)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            FailIfOver(waited, otherwise);
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{bool}, Func{string}?)"/>
    public static void Holds(Func<bool> condition, Func<string>? otherwise = null)
    {
        for (var waited = Stopwatch.StartNew(); !condition();)
        {
            FailIfOver(waited, otherwise);
            Thread.Sleep(Pause);
        }
    }

    /// <summary>For a task that must end on its own, well before <see cref="Limit"/>.</summary>
    public static Task<T> EndsAsync<T>(Task<T> task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="EndsAsync{T}"/>
    public static Task EndsAsync(Task task) => task.WaitAsync(Limit);

    private static void FailIfOver(Stopwatch waited, Func<string>? otherwise)
    {
        if (waited.Elapsed > Limit) Assert.Fail($"It has not happened within {Limit.TotalMinutes} minutes. {otherwise?.Invoke()}");
    }
}

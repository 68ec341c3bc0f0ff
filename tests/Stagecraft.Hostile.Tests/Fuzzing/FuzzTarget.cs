namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>A reader of untrusted text.</summary>
/// <param name="Name">For messages, and the name of its folder in the corpus.</param>
/// <param name="Count">The number of texts in a build.</param>
/// <param name="Read">Reads a text, and checks the result.</param>
/// <param name="Documented">The exceptions that its callers handle.</param>
internal sealed record FuzzTarget(string Name, int Count, Action<string> Read, params IReadOnlyList<Type> Documented)
{
    // Processor time, far more than any text needs. It finds endless loops.
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(60);

    // The stack of the engine's threads. Deep recursion must not find more here.
    private const int StackSize = 1024 * 1024;

    private volatile string current = "";
    private volatile int number = -1;

    public void Run()
    {
        var mutator = new Mutator(Corpus.Of(Name), Effort.Seed);
        var count = Effort.Times(Count);
        var thread = new WorkThread(() => ReadAll(mutator, count), StackSize);

        Assert.IsTrue(thread.EndsWithin(MostWork, () => number), $"{Name} does not end with text {number} (seed {Effort.Seed}): {Shown(current)}");
        if (thread.Thrown is { } found)
            Assert.Fail($"{Name}, text {number} (seed {Effort.Seed}): {Shown(current)}\n{found}");
        Assert.AreEqual(count, number);
    }

    private void ReadAll(Mutator mutator, int count)
    {
        for (number = 0; number < count; number++) TryOne(current = mutator.Text(number));
    }

    private void TryOne(string text)
    {
        try
        {
            Read(text);
        }
        catch (Exception exception) when (Documented.Contains(exception.GetType()))
        {
            // A documented exception. Its message is shown to users.
            AssertShort(exception.Message);
        }
    }

    // Every quoted value is limited, so the message is too.
    private static void AssertShort(string message) => Assert.IsLessThan(3_000_000, message.Length);

    private static string Shown(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 4000 ? text[..4000] + "…" : text);
}

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>A reader of text that strangers may have written.</summary>
/// <param name="Name">For messages, and of its folder in the corpus.</param>
/// <param name="Count">How many texts it gets in a build.</param>
/// <param name="Read">Reads one, and checks what came of it.</param>
/// <param name="Documented">The exceptions that its callers know of.</param>
internal sealed record FuzzTarget(string Name, int Count, Action<string> Read, params IReadOnlyList<Type> Documented)
{
    // Of processor time, far more than any text takes: this finds what never ends.
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(60);

    // What the engine's threads have; deep recursion must not find more here.
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
            // As promised; its message goes to people.
            AssertShort(exception.Message);
        }
    }

    // Every quoted value is bounded, so a message is too, however many there are in it.
    private static void AssertShort(string message) => Assert.IsLessThan(3_000_000, message.Length);

    private static string Shown(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 4000 ? text[..4000] + "…" : text);
}

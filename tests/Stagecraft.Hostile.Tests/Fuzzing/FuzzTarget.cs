namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>A reader of text that strangers may have written.</summary>
/// <param name="Name">For messages, and of its folder in the corpus.</param>
/// <param name="Count">How many texts it gets in a build.</param>
/// <param name="Read">Reads one, and checks what came of it.</param>
/// <param name="Documented">The exceptions that its callers know of.</param>
internal sealed record FuzzTarget(string Name, int Count, Action<string> Read, params IReadOnlyList<Type> Documented)
{
    // Far more than any text takes here on a busy machine: this finds what never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What the engine's threads have; deep recursion must not find more here.
    private const int StackSize = 1024 * 1024;

    private volatile string current = "";
    private volatile int number = -1;

    public void Run()
    {
        var mutator = new Mutator(Corpus.Of(Name), Effort.Seed);
        var count = Effort.Times(Count);
        Exception? found = null;
        var thread = new Thread(() => found = Try(mutator, count), StackSize) { IsBackground = true };
        thread.Start();

        for (var seen = -1; !thread.Join(Patience); seen = number)
            Assert.AreNotEqual(seen, number, $"{Name} does not end with text {number} (seed {Effort.Seed}): {Shown(current)}");
        if (found is not null)
            Assert.Fail($"{Name}, text {number} (seed {Effort.Seed}): {Shown(current)}\n{found}");
        Assert.AreEqual(count, number);
    }

    private Exception? Try(Mutator mutator, int count)
    {
        try
        {
            for (number = 0; number < count; number++) TryOne(current = mutator.Text(number));
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
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

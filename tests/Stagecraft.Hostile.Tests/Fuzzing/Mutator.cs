using System.Text;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>Creates hostile texts from valid ones. The same seed and number give the same text on any machine.</summary>
internal sealed class Mutator(IReadOnlyList<string> corpus, int seed)
{
    private const int MaxLength = 64 * 1024;

    public string Text(int number)
    {
        var random = new Random(unchecked(seed * 1_000_003 + number));
        var text = new StringBuilder(Pick(random, corpus));
        for (var changes = 1 + random.Next(6); changes > 0; changes--) Change(text, random);
        return text.ToString();
    }

    private void Change(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = random.Next(Math.Min(64, text.Length - at) + 1);
        switch (random.Next(8))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert(at, Pick(random, Hostile.Pieces)); break;
            case 2: text.Remove(at, length).Insert(at, Pick(random, Hostile.Pieces)); break;
            case 3: text.Insert(at, (char)random.Next(random.Next(2) == 0 ? 128 : char.MaxValue + 1)); break;
            case 4 when at < text.Length: text[at] = (char)(text[at] ^ (1 << random.Next(8))); break;
            case 5: text.Length = at; break;
            case 6:
                var repeated = text.ToString(at, length);
                for (var times = random.Next(200); times > 0 && text.Length < MaxLength; times--) text.Insert(at, repeated);
                break;
            default:
                var other = Pick(random, corpus);
                var from = random.Next(other.Length + 1);
                text.Insert(at, other.AsSpan(from, random.Next(other.Length - from + 1)));
                break;
        }
    }

    private static string Pick(Random random, IReadOnlyList<string> from) => from[random.Next(from.Count)];
}

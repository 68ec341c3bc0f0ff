using CsCheck;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>Generators of test values.</summary>
internal static class Gens
{
    private const string WordCharacters = "abcxyzABCXYZ0189._:/,@+=-";

    /// <summary>Any text: special sequences, and any characters between them.</summary>
    public static readonly Gen<string> Text = Joined(Gen.Frequency(
        (4, (IGen<string>)Gen.OneOf(Hostile.Pieces)),
        (3, Gen.Char[' ', '~'].Select(c => c.ToString())),
        (1, Gen.Char.Select(c => c.ToString()))));

    /// <summary>Text that a script accepts as an argument.</summary>
    public static readonly Gen<string> Word = Gen.OneOf(WordCharacters.ToCharArray()).Array[1, 12].Select(characters => new string(characters));

    /// <summary>Text that can be a secret: all characters that a text can contain.</summary>
    public static readonly Gen<string> Secret = Gen.Char[' ', '~'].Array[12, 40].Select(characters => new string(characters));

    /// <summary>Mostly one of <paramref name="good"/>, sometimes anything.</summary>
    public static Gen<string> Mostly(params string[] good) => Gen.Frequency((5, (IGen<string>)Gen.OneOf(good)), (1, Text));

    private static Gen<string> Joined(Gen<string> pieces) => pieces.Array[0, 8].Select(string.Concat);
}

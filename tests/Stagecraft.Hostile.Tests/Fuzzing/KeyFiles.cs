using System.Text;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>A private key file with anything in it: what is said of it quotes nothing of it.</summary>
internal static class KeyFiles
{
    private const int Telling = 12;

    public static void Read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
            // Without a passphrase: how long one takes is up to the key, and the operator's own.
            var key = KeyFile.Load(path, passphrase: null, certificatePath: null);
            Assert.IsTrue(key.Problem is null || key.Algorithms.Count == 0);
            AssertQuotesNothing(key.Problem ?? "", text);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The armour's own words may be named.
    private static void AssertQuotesNothing(string problem, string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length >= Telling && !line.StartsWith('-')))
        {
            for (var i = 0; i + Telling <= line.Length; i += Telling)
                Assert.IsFalse(problem.Contains(line.AsSpan(i, Telling), StringComparison.Ordinal), $"'{problem}' quotes the key");
        }
    }
}

using System.Text;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>A private key file with any content: messages about it do not quote it.</summary>
internal static class KeyFiles
{
    private const int Excerpt = 12;

    public static void Read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
            // Without a passphrase, because the key decides how long decryption takes, and the key is the operator's own.
            var key = KeyFile.Load(path, passphrase: null, certificatePath: null);
            Assert.IsTrue(key.Problem is null || key.Algorithms.Count == 0);
            AssertQuotesNothing(key.Problem ?? "", text);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The words of the armor itself can be named.
    private static void AssertQuotesNothing(string problem, string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length >= Excerpt && !line.StartsWith('-')))
        {
            for (var i = 0; i + Excerpt <= line.Length; i += Excerpt)
                Assert.IsFalse(problem.Contains(line.AsSpan(i, Excerpt), StringComparison.Ordinal), $"'{problem}' quotes the key");
        }
    }
}

using System.Security.Cryptography;

namespace Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;

/// <summary>The specification's 100 known answers: known-answers.txt.</summary>
[TestClass]
public sealed class KnownAnswerTests
{
    private static readonly string[][] Answers =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests", "Stagecraft.Bootstrap.Ssh.Tests", "Sntrup761", "known-answers.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ')),
    ];

    // All of them take long without vectors, and the widths do not differ in what they compute: KemTests.
    public static IEnumerable<object[]> Widths => KemWidth.All.Select(width => new object[] { width, width == KemWidth.Fast ? 100 : 5 });

    [TestMethod]
    [DynamicData(nameof(Widths))]
    public void Keys_ciphertexts_and_shared_keys_are_as_specified(object width, int count)
    {
        Assert.HasCount(100, Answers);
        var kem = (KemWidth)width;
        foreach (var answer in Answers.Take(count))
        {
            var random = new Drbg(Convert.FromHexString(answer[0]));

            var (publicKey, secretKey) = kem.GenerateKeyPair(random.FillNumbers);
            var (ciphertext, sharedKey) = kem.Encapsulate(publicKey, random.FillNumbers);

            Assert.AreEqual(
                string.Join('\n', answer[1..]),
                string.Join('\n', Sha256(publicKey), Sha256(secretKey), Sha256(ciphertext), Convert.ToHexStringLower(sharedKey)),
                $"seed {answer[0]}");
            Assert.AreSequenceEqual(sharedKey, kem.Decapsulate(ciphertext, secretKey));
        }
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

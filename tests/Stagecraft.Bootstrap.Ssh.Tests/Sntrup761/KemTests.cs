using System.Security.Cryptography;
using Org.BouncyCastle.Pqc.Crypto.NtruPrime;
using Org.BouncyCastle.Security;
using Stagecraft.Bootstrap.Ssh.Sntrup761;
using static Stagecraft.Bootstrap.Ssh.Sntrup761.Parameters;

namespace Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;

/// <summary>Random exchanges with BouncyCastle's implementation on the other side. STAGECRAFT_EXCHANGES=10000 tries more of them than CI.</summary>
[TestClass]
public sealed class KemTests
{
    private static readonly int Exchanges = int.Parse(Environment.GetEnvironmentVariable("STAGECRAFT_EXCHANGES") ?? "500", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly RandomBytes Random = RandomNumberGenerator.Fill;

    [TestMethod]
    public void BouncyCastle_encapsulates_for_our_keys()
    {
        for (var i = 0; i < Exchanges; i++)
        {
            var (publicKey, secretKey) = KemWidth.Fast.GenerateKeyPair(Random);

            var theirs = new SNtruPrimeKemGenerator(new SecureRandom()).GenerateEncapsulated(new SNtruPrimePublicKeyParameters(SNtruPrimeParameters.sntrup761, publicKey));

            Assert.AreSequenceEqual(theirs.GetSecret(), KemWidth.Fast.Decapsulate(theirs.GetEncapsulation(), secretKey), Describe(secretKey));
        }
    }

    [TestMethod]
    public void BouncyCastle_decapsulates_what_we_encapsulate()
    {
        // Their keys take long. A key of theirs serves several exchanges.
        foreach (var many in Enumerable.Range(0, Exchanges).Chunk(25))
        {
            var generator = new SNtruPrimeKeyPairGenerator();
            generator.Init(new SNtruPrimeKeyGenerationParameters(new SecureRandom(), SNtruPrimeParameters.sntrup761));
            var pair = generator.GenerateKeyPair();
            var publicKey = ((SNtruPrimePublicKeyParameters)pair.Public).GetEncoded();
            var extractor = new SNtruPrimeKemExtractor((SNtruPrimePrivateKeyParameters)pair.Private);

            foreach (var _ in many)
            {
                var (ciphertext, sharedKey) = KemWidth.Fast.Encapsulate(publicKey, Random);
                Assert.AreSequenceEqual(extractor.ExtractSecret(ciphertext), sharedKey);
            }
        }
    }

    [TestMethod]
    public void Both_reject_a_wrong_ciphertext_with_the_same_key()
    {
        var (publicKey, secretKey) = KemWidth.Fast.GenerateKeyPair(Random);
        var extractor = new SNtruPrimeKemExtractor(new SNtruPrimePrivateKeyParameters(SNtruPrimeParameters.sntrup761, secretKey));
        var (right, sharedKey) = KemWidth.Fast.Encapsulate(publicKey, Random);
        Assert.AreSequenceEqual(sharedKey, extractor.ExtractSecret(right));

        var wrong = new List<byte[]> { new byte[CiphertextBytes], RandomNumberGenerator.GetBytes(CiphertextBytes), Enumerable.Repeat((byte)0xff, CiphertextBytes).ToArray() };
        // A changed bit at the start, in the middle and at the end of the polynomial and of the hash.
        foreach (var place in (int[])[0, 1, RoundedBytes / 2, RoundedBytes - 1, RoundedBytes, CiphertextBytes - 1])
        {
            var changed = right.ToArray();
            changed[place] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));
            wrong.Add(changed);
        }

        foreach (var ciphertext in wrong)
        {
            var rejected = KemWidth.Fast.Decapsulate(ciphertext, secretKey);
            Assert.AreSequenceEqual(extractor.ExtractSecret(ciphertext), rejected, $"{Describe(secretKey)}, ciphertext {Convert.ToHexString(ciphertext)}");
            Assert.AreNotEqual(Convert.ToHexString(sharedKey), Convert.ToHexString(rejected));
        }
    }

    [TestMethod]
    public void Every_width_computes_the_same_bytes()
    {
        for (byte seed = 0; seed < 3; seed++)
        {
            var expected = Everything(KemWidth.All[0], seed);
            foreach (var width in KemWidth.All.Skip(1)) Assert.AreEqual(expected, Everything(width, seed), $"{width}, seed {seed}");
        }
    }

    [TestMethod]
    public void An_exchange_allocates_nothing()
    {
        var (publicKey, secretKey, sharedKey) = (new byte[PublicKeyBytes], new byte[SecretKeyBytes], new byte[SharedKeyBytes]);
        KeyEncapsulation.GenerateKeyPair(publicKey, secretKey);
        var (ciphertext, expected) = KemWidth.Fast.Encapsulate(publicKey, Random);
        KeyEncapsulation.Decapsulate(ciphertext, secretKey, sharedKey);
        Assert.AreSequenceEqual(expected, sharedKey);

        var before = GC.GetAllocatedBytesForCurrentThread();
        KeyEncapsulation.GenerateKeyPair(publicKey, secretKey);
        KeyEncapsulation.Decapsulate(ciphertext, secretKey, sharedKey);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Everything(KemWidth kem, byte seed)
    {
        var random = new Drbg(Enumerable.Repeat(seed, 48).ToArray());
        var (publicKey, secretKey) = kem.GenerateKeyPair(random.Fill);
        var (ciphertext, sharedKey) = kem.Encapsulate(publicKey, random.Fill);
        var wrong = ciphertext.ToArray();
        wrong[17] ^= 1;
        return string.Join('\n', ((byte[][])[publicKey, secretKey, ciphertext, sharedKey, kem.Decapsulate(ciphertext, secretKey), kem.Decapsulate(wrong, secretKey)]).Select(Convert.ToHexString));
    }

    private static string Describe(byte[] secretKey) => $"secret key {Convert.ToHexString(secretKey)}";
}

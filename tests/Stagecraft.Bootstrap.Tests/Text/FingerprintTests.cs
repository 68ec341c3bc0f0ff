namespace Stagecraft.Bootstrap.Tests.Text;

[TestClass]
public sealed class FingerprintTests
{
    [TestMethod]
    [DataRow("9DC858229FC7DD38854AE2D88D81803C0EBFCD88", true)]
    [DataRow("9dc858229fc7dd38854ae2d88d81803c0ebfcd88", true)]
    [DataRow("9DC858229FC7DD38854AE2D88D81803C0EBFCD8", false)]
    [DataRow("9DC858229FC7DD38854AE2D88D81803C0EBFCD881", false)]
    [DataRow("9DC858229FC7DD38854AE2D88D81803C0EBFCD8G", false)]
    [DataRow("9DC8 5822 9FC7 DD38 854A E2D8 8D81 803C ", false)]
    public void The_fingerprint_of_an_archive_key_is_40_hex_digits(string text, bool expected) => Assert.AreEqual(expected, Fingerprint.IsArchiveKey(text));

    [TestMethod]
    [DataRow("SHA256:", 43, true)]
    [DataRow("SHA256:", 42, false)]
    [DataRow("SHA256:", 44, false)]
    [DataRow("sha256:", 43, false)]
    [DataRow("SHA512/", 43, false)]
    [DataRow("", 50, false)]
    [DataRow("", 43, false)]
    public void The_fingerprint_of_a_host_key_is_its_algorithm_and_43_characters(string prefix, int length, bool expected) =>
        Assert.AreEqual(expected, Fingerprint.IsHostKey(prefix + new string('a', length)));

    [TestMethod]
    [DataRow('+', true)]
    [DataRow('/', true)]
    [DataRow('9', true)]
    [DataRow('=', false)]
    [DataRow(' ', false)]
    public void The_fingerprint_of_a_host_key_is_base64(char last, bool expected) =>
        Assert.AreEqual(expected, Fingerprint.IsHostKey($"SHA256:{new string('a', 42)}{last}"));
}

using System.IO.Compression;
using System.Text;

namespace Stagecraft.Lab.Tests;

/// <summary>The content of a build's <c>-bl</c> log, unpacked.</summary>
internal static class BinaryLog
{
    public static async Task AssertLacksAsync(string file, string secret)
    {
        await using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await packed.CopyToAsync(unpacked);
        var bytes = unpacked.ToArray();
        Assert.IsGreaterThan(0, bytes.AsSpan().IndexOf("BootstrapResult"u8), "the log can be searched");
        Assert.AreEqual(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        Assert.AreEqual(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)));
    }
}

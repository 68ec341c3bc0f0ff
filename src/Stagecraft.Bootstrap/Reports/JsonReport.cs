using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report for programs: a <see cref="ReportDocument"/>.</summary>
/// <remarks>Lines end in LF. The same results produce the same bytes.</remarks>
internal static class JsonReport
{
    /// <summary>Increases when a property changes its meaning or is removed. New properties do not increase it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The format of all JSON for users: reports, lists of hosts and plans.</summary>
    public static JsonWriterOptions Format { get; } = new()
    {
        Indented = true,
        NewLine = "\n",
        // It is not part of a web page, so names and messages stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(BootstrapReport report)
    {
        using var text = new StringWriter();
        Write(report, text);
        return text.ToString();
    }

    /// <summary>Writes host by host, so that the whole text is never in memory.</summary>
    public static void Write(BootstrapReport report, TextWriter output)
    {
        using (var json = new Utf8JsonWriter(new Utf8Output(output), Format))
            JsonSerializer.Serialize(json, ReportDocument.Of(report), ReportJson.Default.ReportDocument);

        output.Write('\n');
    }

    /// <summary>Passes UTF-8 on to a <see cref="TextWriter"/>, a buffer at a time.</summary>
    private sealed class Utf8Output(TextWriter output) : IBufferWriter<byte>
    {
        private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
        private byte[] bytes = new byte[16 * 1024];
        private char[] characters = [];

        public void Advance(int count)
        {
            // A buffer can end in the middle of a character. The decoder keeps the rest for the next one.
            var length = decoder.GetCharCount(bytes.AsSpan(0, count), flush: false);
            if (characters.Length < length) characters = new char[length];
            decoder.GetChars(bytes.AsSpan(0, count), characters, flush: false);
            output.Write(characters.AsSpan(0, length));
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (bytes.Length < sizeHint) bytes = new byte[sizeHint];
            return bytes;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}

using System.Globalization;

namespace Stagecraft.Bootstrap;

/// <summary>A number of hosts, or a percentage of them.</summary>
public sealed record HostCount
{
    private const int MaxDigits = 7;

    private HostCount(int number, bool isPercent) => (Number, IsPercent) = (number, isPercent);

    /// <summary>The number of hosts, or the percentage, which is from 0 to 100.</summary>
    public int Number { get; }

    /// <summary>True if <see cref="Number"/> is a percentage.</summary>
    public bool IsPercent { get; }

    /// <summary>Parses <c>3</c> or <c>25%</c>. Returns null for any other text.</summary>
    /// <param name="text">The text.</param>
    public static HostCount? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isPercent = text.EndsWith('%');
        var digits = isPercent ? text[..^1] : text;
        return digits.Length <= MaxDigits
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (!isPercent || number <= 100)
                ? new HostCount(number, isPercent)
                : null;
    }

    /// <summary>The number of hosts out of <paramref name="total"/>. A percentage is rounded down.</summary>
    /// <param name="total">The number of all hosts.</param>
    public int Of(int total) => IsPercent ? (int)((long)total * Number / 100) : Number;

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsPercent ? $"{Number}%" : $"{Number}";
}

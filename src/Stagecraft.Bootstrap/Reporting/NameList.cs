using System.Text;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Comma-separated names, in lines that fit a terminal.</summary>
internal static class NameList
{
    private const int Width = 80;

    public static void WriteTo(StringBuilder output, string indent, IReadOnlyList<string> names)
    {
        var used = 0;
        for (var i = 0; i < names.Count; i++)
        {
            var name = i == names.Count - 1 ? names[i] : names[i] + ",";
            if (used > 0 && used + 1 + name.Length > Width)
            {
                output.Append('\n');
                used = 0;
            }

            var before = used == 0 ? indent : " ";
            output.Append(before).Append(name);
            used += before.Length + name.Length;
        }

        output.Append('\n');
    }
}

namespace Stagecraft.Testing.Keys;

/// <summary>A file that an archive could serve as its key.</summary>
/// <param name="Name">Its special property.</param>
/// <param name="Bytes">The file.</param>
/// <param name="IsAccepted">It contains the genuine key, and GnuPG reads it without an error. Other keys in it must not be installed.</param>
public sealed record KeyFile(string Name, byte[] Bytes, bool IsAccepted)
{
    public override string ToString() => Name;
}

namespace Stagecraft.Testing.Keys;

/// <summary>What an archive may serve as its key.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Bytes">The file.</param>
/// <param name="IsAccepted">The genuine key is in it, and GnuPG reads it without an error; what else is in it must not be installed.</param>
public sealed record KeyFile(string Name, byte[] Bytes, bool IsAccepted)
{
    public override string ToString() => Name;
}

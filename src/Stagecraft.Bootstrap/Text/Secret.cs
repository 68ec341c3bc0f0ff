namespace Stagecraft.Bootstrap.Text;

/// <summary>A value that must never be shown. It prints as <c>***</c>. Only <see cref="Reveal"/> returns it.</summary>
public sealed class Secret(string value)
{
    public bool IsEmpty => value.Length == 0;

    public string Reveal() => value;

    public override string ToString() => Redactor.Mask;
}

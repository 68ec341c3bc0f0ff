using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Stagecraft.Bootstrap.Ssh.Sntrup761;

/// <summary>Several 16-bit numbers on which the processor works at once. No operation takes longer for some numbers than for others.</summary>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    static abstract int Count { get; }

    static abstract T All(short value);

    static abstract T Load(ref readonly short first);

    void Store(ref short first);

    static abstract T operator +(T left, T right);

    static abstract T operator -(T left, T right);

    /// <summary>The lower half of each product.</summary>
    static abstract T operator *(T left, T right);

    static abstract T operator &(T left, T right);

    static abstract T operator ^(T left, T right);

    /// <summary>The upper half of each product, rounded down.</summary>
    static abstract T MultiplyHigh(T left, T right);

    /// <summary>-1 where the left number is greater, and 0 elsewhere.</summary>
    static abstract T Greater(T left, T right);
}

/// <summary>One number, for processors without vectors. The other widths are compared with it.</summary>
internal readonly record struct Lanes1(short Value) : ILanes<Lanes1>
{
    public static int Count => 1;

    public static Lanes1 All(short value) => new(value);

    public static Lanes1 Load(ref readonly short first) => new(first);

    public void Store(ref short first) => first = Value;

    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new((short)(left.Value + right.Value));

    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new((short)(left.Value - right.Value));

    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new((short)(left.Value * right.Value));

    public static Lanes1 operator &(Lanes1 left, Lanes1 right) => new((short)(left.Value & right.Value));

    public static Lanes1 operator ^(Lanes1 left, Lanes1 right) => new((short)(left.Value ^ right.Value));

    public static Lanes1 MultiplyHigh(Lanes1 left, Lanes1 right) => new((short)((left.Value * right.Value) >> 16));

    // The difference has 17 bits, so its sign is exact. A comparison could compile to a branch.
    public static Lanes1 Greater(Lanes1 left, Lanes1 right) => new((short)((right.Value - left.Value) >> 31));
}

/// <summary>Eight numbers: SSE2 or NEON.</summary>
internal readonly record struct Lanes128(Vector128<short> Value) : ILanes<Lanes128>
{
    public static int Count => Vector128<short>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 All(short value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref readonly short first) => new(Vector128.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref short first) => Value.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(left.Value ^ right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyHigh(Lanes128 left, Lanes128 right)
    {
        if (Sse2.IsSupported) return new(Sse2.MultiplyHigh(left.Value, right.Value));
        if (AdvSimd.IsSupported)
        {
            var lower = AdvSimd.MultiplyWideningLower(left.Value.GetLower(), right.Value.GetLower());
            var upper = AdvSimd.MultiplyWideningUpper(left.Value, right.Value);
            return new(AdvSimd.ShiftRightLogicalNarrowingUpper(AdvSimd.ShiftRightLogicalNarrowingLower(lower, 16), upper, 16));
        }

        var (leftLower, leftUpper) = Vector128.Widen(left.Value);
        var (rightLower, rightUpper) = Vector128.Widen(right.Value);
        return new(Vector128.Narrow((leftLower * rightLower) >> 16, (leftUpper * rightUpper) >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Greater(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThan(left.Value, right.Value));
}

/// <summary>Sixteen numbers: AVX2.</summary>
internal readonly record struct Lanes256(Vector256<short> Value) : ILanes<Lanes256>
{
    public static int Count => Vector256<short>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 All(short value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref readonly short first) => new(Vector256.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref short first) => Value.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left.Value ^ right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyHigh(Lanes256 left, Lanes256 right) => Avx2.IsSupported
        ? new(Avx2.MultiplyHigh(left.Value, right.Value))
        : new(Vector256.Create(
            Lanes128.MultiplyHigh(new(left.Value.GetLower()), new(right.Value.GetLower())).Value,
            Lanes128.MultiplyHigh(new(left.Value.GetUpper()), new(right.Value.GetUpper())).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Greater(Lanes256 left, Lanes256 right) => new(Vector256.GreaterThan(left.Value, right.Value));
}

/// <summary>Thirty-two numbers: AVX-512.</summary>
internal readonly record struct Lanes512(Vector512<short> Value) : ILanes<Lanes512>
{
    public static int Count => Vector512<short>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 All(short value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref readonly short first) => new(Vector512.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref short first) => Value.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left.Value ^ right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyHigh(Lanes512 left, Lanes512 right) => Avx512BW.IsSupported
        ? new(Avx512BW.MultiplyHigh(left.Value, right.Value))
        : new(Vector512.Create(
            Lanes256.MultiplyHigh(new(left.Value.GetLower()), new(right.Value.GetLower())).Value,
            Lanes256.MultiplyHigh(new(left.Value.GetUpper()), new(right.Value.GetUpper())).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Greater(Lanes512 left, Lanes512 right) => new(Vector512.GreaterThan(left.Value, right.Value));
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Bench.Engine;

internal sealed class NoObserver : IBootstrapObserver;

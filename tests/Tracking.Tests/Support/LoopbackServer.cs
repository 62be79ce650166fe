using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Tracking.Tests;

/// <summary>A server on loopback that notes the requests that come, and answers each as the test says.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;
    private int _count;

    public LoopbackServer(Func<LoopbackRequest, LoopbackAnswer>? answer = null)
    {
        _answer = answer ?? (_ => new LoopbackAnswer(200));
        Address = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = Task.Run(Serve);
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Close();

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = Task.Run(() => Answer(context));
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        context.Request.InputStream.CopyTo(body);
        var headers = context.Request.Headers;
        var request = new LoopbackRequest(
            Interlocked.Increment(ref _count) - 1,
            context.Request.HttpMethod,
            context.Request.RawUrl!,
            headers.AllKeys.ToDictionary(key => key!, key => headers[key]!, StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        _requests.Enqueue(request);
        var answer = _answer(request);
        try
        {
            context.Response.StatusCode = answer.Status;
            foreach (var (name, value) in answer.Headers)
                context.Response.AddHeader(name, value);
            context.Response.ContentType = answer.ContentType;
            context.Response.Close(Encoding.UTF8.GetBytes(answer.Body), willBlock: true);
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Who asked does not wait any more.
        }
    }
}

/// <summary>A request.</summary>
/// <param name="Number">Which one it is, from 0.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with what is behind it.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
public sealed record LoopbackRequest(
    int Number, string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>An answer.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body.</param>
public sealed record LoopbackAnswer(int Status, string Body = "")
{
    public string ContentType { get; init; } = "application/json";

    public (string Name, string Value)[] Headers { get; init; } = [];
}
